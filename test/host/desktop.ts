/**
 * Runs the same suites in desktop VS Code, which is downloaded once: the oldest supported version, unless VSCODE_VERSION names another,
 * for example `stable`.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { removeFolder } from '../removeFolder';
import { bundleSuites } from './bundle';
import { FAKE_MODELS, ROOT } from './paths';
import { makeWorkspace } from './workspace';

async function main(): Promise<void> {
  const manifest = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    engines: { vscode: string };
  };
  const extensionTestsPath = await bundleSuites();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'evidence-lens-'));
  try {
    for (const place of [path.join(ROOT, 'samples'), makeWorkspace(folder)]) {
      await runTests({
        version: process.env['VSCODE_VERSION'] ?? manifest.engines.vscode.replace(/^\D+/, ''),
        extensionDevelopmentPath: [ROOT, FAKE_MODELS],
        extensionTestsPath,
        launchArgs: [place, '--disable-extensions', '--disable-workspace-trust'],
      });
    }
  } finally {
    removeFolder(folder);
  }
}

main().catch((error: unknown) => {
  console.error(String(error));
  process.exit(1);
});

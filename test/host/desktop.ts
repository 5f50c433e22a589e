/**
 * Runs the same suites in desktop VS Code, which is downloaded once: the oldest version supported unless VSCODE_VERSION names
 * another, such as `stable`.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { bundleSuites } from './bundle';
import { FAKE_MODELS, ROOT } from './paths';

async function main(): Promise<void> {
  const manifest = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    engines: { vscode: string };
  };
  await runTests({
    version: process.env['VSCODE_VERSION'] ?? manifest.engines.vscode.replace(/^\D+/, ''),
    extensionDevelopmentPath: [ROOT, FAKE_MODELS],
    extensionTestsPath: await bundleSuites(),
    launchArgs: [path.join(ROOT, 'samples'), '--disable-extensions', '--disable-workspace-trust'],
  });
}

main().catch((error: unknown) => {
  console.error(String(error));
  process.exit(1);
});

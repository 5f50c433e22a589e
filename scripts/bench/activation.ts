import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import { findChromium, openLocalPage } from '../../test/host/chromium';
import { crashes, startCodeServer } from '../../test/host/codeServer';
import { launchTests } from '../../test/host/launch';
import { installCodeServer } from '../../test/host/prepare';
import { type Summary, summarise } from './summary';

/**
 * Activation time of the packaged extension in a real VS Code, in milliseconds. Each measurement uses a new window with its own extension
 * host. `activationProbe.ts` says what is counted.
 *
 * @throws Error that says what is missing
 */
export async function measureActivation(rounds: number): Promise<Summary> {
  if (!findChromium()) throw new Error('there is no Chromium');
  const problem = installCodeServer();
  if (problem !== undefined) throw new Error(problem);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'evidence-bench-'));
  const file = path.join(folder, 'milliseconds');
  const tests = path.join(folder, 'probe.js');
  const workspace = path.join(folder, 'workspace');
  mkdirSync(workspace);
  await esbuild.build({
    entryPoints: [path.join(import.meta.dirname, 'activationProbe.ts')],
    outfile: tests,
    bundle: true,
    platform: 'node',
    external: ['vscode'],
  });
  const env = { EVIDENCE_LENS_ACTIVATION: file };
  const server = await startCodeServer({ withExtension: false, testDriver: true, env });
  try {
    const milliseconds: number[] = [];
    for (let round = 0; round < rounds; round++) {
      rmSync(file, { force: true });
      const local = await openLocalPage();
      try {
        const code = await launchTests(server, local, {
          tests,
          place: { folder: workspace },
          print: () => undefined,
          hasCrashed: () => crashes(server.output()).length > 0,
        });
        if (code !== 0) throw new Error(`the editor ended with ${code}`);
      } finally {
        await local.close();
      }
      const { loaded, called } = JSON.parse(readFileSync(file, 'utf8')) as { loaded: number; called: number };
      milliseconds.push(loaded + called);
    }
    return summarise(milliseconds);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Opens a real editor on the sample paper with the extension loaded: the `code` of this machine or, if there is none, the code-server of
 * the tests, whose address is printed.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { node, ROOT, setUp } from './setup.mjs';

setUp();
const samples = join(ROOT, 'samples');
const paper = readdirSync(samples).find((name) => name.endsWith('.md'));
const hasCode = spawnSync('code', ['--version'], { shell: process.platform === 'win32' }).status === 0;
if (hasCode) {
  const args = [`--extensionDevelopmentPath=${ROOT}`, '--new-window', samples, join(samples, paper)];
  process.exit(spawnSync('code', args, { stdio: 'inherit', shell: process.platform === 'win32' }).status ?? 1);
}
const tsx = 'node_modules/tsx/dist/cli.mjs';
process.exitCode = node('scripts/package.mjs') && node(tsx, ['test/host/serve.ts']) ? 0 : 1;

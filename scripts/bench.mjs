/**
 * `npm run bench -- [OPTIONS]`: sets up what is missing, then measures speed and memory, and compares them with other ways to run the same
 * model.
 * `npm run bench -- --help` lists the options.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { node, ROOT, setUp } from './setup.mjs';

const args = process.argv.slice(2);
setUp();
// Activation and size are measured on the package, so it must be built from the current sources.
if (!args.some((argument) => /^--(help|from)/.test(argument))) {
  if (!node('scripts/package.mjs', [], { stdio: ['ignore', 2, 2] })) process.exit(1);
}
const tsx = path.join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
const main = path.join(
  ROOT,
  'scripts',
  'bench',
  `${['small', 'cascade', 'library', 'window'].find((name) => args.includes(`--${name}`)) ?? 'main'}.ts`,
);
const { status } = spawnSync(process.execPath, [tsx, main, ...args], { stdio: 'inherit' });
process.exitCode = status ?? 1;

/**
 * `npm run bench -- [OPTIONS]`: sets up what is missing, then measures speed and memory beside other ways to run the same model.
 * `npm run bench -- --help` lists the options.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ROOT, setUp } from './setup.mjs';

setUp();
const tsx = path.join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
const main = path.join(ROOT, 'scripts', 'bench', 'main.ts');
const { status } = spawnSync(process.execPath, [tsx, main, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;

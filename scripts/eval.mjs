/**
 * `npm run eval -- ROWS.jsonl [OPTIONS]`: sets up what is missing, then scores an engine or stored predictions on benchmark rows.
 * `npm run eval -- --help` lists the options.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ROOT, setUp } from './setup.mjs';

setUp();
const tsx = path.join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
const main = path.join(ROOT, 'scripts', 'eval', 'main.ts');
const { status } = spawnSync(process.execPath, [tsx, main, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;

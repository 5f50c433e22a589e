/** `npm run outline -- FOLDER`: sets up what is missing, then prints the outline of every paper in a folder. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ROOT, setUp } from './setup.mjs';

setUp();
const tsx = path.join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
const main = path.join(ROOT, 'scripts', 'outline', 'main.ts');
const { status } = spawnSync(process.execPath, [tsx, main, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;

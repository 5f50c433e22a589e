/**
 * `npm start`: sets up what is missing, then asks a default question about the sample paper in the terminal.
 * `npm start -- FILE "QUESTION"` asks any other question, with any option of the `highlight` command.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ROOT, setUp } from './setup.mjs';

const SAMPLE = path.join(ROOT, 'samples', 'evidence-lens.md');
const QUESTION = 'How much memory does the extra process cost?';

setUp();
const args = process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  [path.join(ROOT, 'dist', 'cli.js'), 'highlight', ...(args.length > 0 ? args : [SAMPLE, QUESTION])],
  // npm runs scripts in the project's folder, but FILE is relative to the folder of the caller.
  { stdio: 'inherit', cwd: process.env.INIT_CWD ?? process.cwd() },
);
process.exitCode = status ?? 1;

import { spawnSync } from 'node:child_process';
import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findChromium, UNPACKED_CHROMIUM, UNPACKED_MARK } from './chromium';
import { HOST_FOLDER, NODE } from './paths';

const MINUTES = 60_000;
const ATTEMPTS = 3;

/** Runs a command without output. Returns undefined, or its output when it failed. */
function quietly(command: string, args: readonly string[], cwd: string, env = process.env): string | undefined {
  const options = { cwd, env, encoding: 'utf8', timeout: 10 * MINUTES } as const;
  const { status, stdout, stderr, error } = spawnSync(command, args, options);
  if (status === 0) return undefined;
  const said = error?.message ?? (stderr || stdout).trim().split('\n').slice(-3).join(' ');
  return `\`${command} ${args.join(' ')}\` failed: ${said}`;
}

/** Runs npm, which takes downloads of earlier attempts from its cache. */
function npm(args: readonly string[], cwd: string): string | undefined {
  let problem: string | undefined;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    problem = quietly('npm', args, cwd);
    if (problem === undefined) break;
  }
  return problem;
}

/**
 * Installs code-server by its lock file, if it is not installed yet. Each step leaves a mark, so that an interrupted installation goes on
 * where it stopped. Install scripts are skipped: they would compile modules that the tests do not use (terminals, Kerberos), which takes
 * minutes and needs a compiler.
 *
 * @returns what went wrong, or undefined.
 */
export function installCodeServer(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return 'code-server is set up for linux-x64 only; `npm run test:desktop` runs the same suites in desktop VS Code.';
  }
  const lock = fs.readFileSync(path.join(HOST_FOLDER, 'package-lock.json'));
  const wanted = crypto.createHash('sha256').update(lock).digest('hex');
  const modules = path.join(HOST_FOLDER, 'node_modules');
  const vscode = path.join(modules, 'code-server', 'lib', 'vscode');
  const nested = ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save'];
  const steps = [
    { mark: modules, cwd: HOST_FOLDER, args: ['ci', '--ignore-scripts', '--no-audit', '--no-fund'] },
    { mark: vscode, cwd: vscode, args: nested },
    { mark: path.join(vscode, 'extensions'), cwd: path.join(vscode, 'extensions'), args: nested },
  ].map((step) => ({ ...step, mark: path.join(step.mark, '.evidence-lens-installed') }));
  const isDone = (mark: string): boolean => fs.existsSync(mark) && fs.readFileSync(mark, 'utf8') === wanted;

  if (steps.every(({ mark }) => isDone(mark))) return undefined;
  console.log('Installing code-server for the tests, once: about 220 MB, a minute …');
  for (const { mark, cwd, args } of steps) {
    if (isDone(mark)) continue;
    const problem = npm([...args, '--loglevel=error'], cwd);
    if (problem) return problem;
    fs.writeFileSync(mark, wanted);
  }
  return undefined;
}

/**
 * Unpacks the Chromium that was installed with code-server, if the machine has no browser.
 *
 * @returns what is missing, or undefined.
 */
export function installChromium(): string | undefined {
  if (findChromium()) return undefined;
  const missing = 'Chromium is missing: install `chromium` or set CHROMIUM to its path.';
  if (!fs.existsSync(NODE)) return missing;
  console.log('Unpacking a Chromium for the tests, once: about 200 MB …');
  // Files of an interrupted attempt could be taken for a complete one.
  fs.rmSync(UNPACKED_CHROMIUM, { recursive: true, force: true });
  fs.mkdirSync(UNPACKED_CHROMIUM, { recursive: true });
  const problem = quietly(NODE, ['unpackChromium.mjs'], HOST_FOLDER, { ...process.env, TMPDIR: UNPACKED_CHROMIUM });
  if (problem) return problem;
  fs.writeFileSync(UNPACKED_MARK, '');
  return undefined;
}

/**
 * Sets up what is missing to run from a clone, with plain Node on any platform: the packages of package-lock.json and the bundles in dist/.
 * Whatever is up to date is left alone.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUILT } from './bundles.mjs';

export const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const BUNDLED = [
  'src',
  'models',
  'esbuild.config.mjs',
  'scripts/bundles.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];
const LEAST_NODE = 20;
/** Progress goes to standard error: standard output belongs to the answer. */
const TOLD = ['ignore', 2, 2];

/** Installs and builds where needed. Ends the program on failure. */
export function setUp() {
  install();
  if (!bundlesAreCurrent()) build();
}

/** Installs the packages of package-lock.json unless they are installed. Ends the program on failure. */
export function install() {
  if (Number(process.versions.node.split('.')[0]) < LEAST_NODE) {
    fail(`Evidence Lens needs Node ${LEAST_NODE} or later; this is ${process.version}.`);
  }
  if (packagesAreCurrent()) return;
  say('Installing the packages of package-lock.json ...');
  if (!npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'])) fail('The packages could not be installed.');
}

/** Builds the bundles of dist/. Ends the program on failure. */
export function build(args = []) {
  say('Building dist/ ...');
  if (!node('esbuild.config.mjs', args, { stdio: TOLD })) fail('dist/ could not be built.');
}

/** Runs a script of the project with this Node. Returns whether it succeeded. Options are those of `spawnSync`. */
export function node(script, args = [], options = {}) {
  return run(process.execPath, [path.join(ROOT, script), ...args], options);
}

/** Whether node_modules matches package-lock.json. npm keeps a list of what it has installed. */
function packagesAreCurrent() {
  const installed = packagesOf('node_modules/.package-lock.json');
  if (!installed) return false;
  const wanted = packagesOf('package-lock.json');
  const missing = Object.entries(wanted).some(
    ([place, { version, optional, devOptional }]) =>
      place !== '' && !optional && !devOptional && installed[place]?.version !== version,
  );
  const differing = Object.entries(installed).some(([place, { version }]) => wanted[place]?.version !== version);
  return !missing && !differing;
}

function packagesOf(lock) {
  const file = path.join(ROOT, lock);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}

function bundlesAreCurrent() {
  const built = BUILT.map((bundle) => path.join(ROOT, bundle));
  if (!built.every((bundle) => existsSync(bundle))) return false;
  // A copied file may keep the time of its original.
  const oldest = Math.min(...built.filter((file) => file.endsWith('.js')).map((bundle) => statSync(bundle).mtimeMs));
  return BUNDLED.every((source) => newest(path.join(ROOT, source)) <= oldest);
}

/** Time of the last change of a file, or of anything in a folder; milliseconds. Removing files changes a folder. */
function newest(place) {
  const stat = statSync(place);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(place).reduce((latest, name) => Math.max(latest, newest(path.join(place, name))), stat.mtimeMs);
}

/** npm is a script. This Node runs the npm that started this program, so that no platform needs a shell. */
function npm(args) {
  const script = process.env.npm_execpath;
  const isNpm = script !== undefined && path.basename(script) === 'npm-cli.js';
  if (isNpm) return run(process.execPath, [script, ...args], { stdio: TOLD });
  return run(`npm ${args.join(' ')}`, [], { stdio: TOLD, shell: true });
}

function run(command, args, options) {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
  if (error) say(`${command}: ${error.message}`);
  return status === 0;
}

function say(message) {
  process.stderr.write(`${message}\n`);
}

function fail(message) {
  say(message);
  process.exit(1);
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) setUp();

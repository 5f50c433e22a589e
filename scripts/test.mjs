/**
 * Sets up and runs everything: types, lint, unit tests, the package, the tests in the extension host and those in a browser. Ends with one
 * line that sums up all layers, and with exit code 1 when anything failed.
 *
 *   npm test [-- LAYER ...]      layers: types lint unit process server package host ui
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { install, node, ROOT, setUp } from './setup.mjs';

const TSC = 'node_modules/typescript/bin/tsc';
const ESLINT = 'node_modules/eslint/bin/eslint.js';
const KNIP = 'node_modules/knip/bin/knip.js';
const PRETTIER = 'node_modules/prettier/bin/prettier.cjs';
const VITEST = 'node_modules/vitest/vitest.mjs';
const TSX = 'node_modules/tsx/dist/cli.mjs';
/** The TypeScript projects. Only code for web pages has the types of the DOM. */
const TYPED = ['.', 'src/webview', 'test/ui'];
const MINUTES = 60_000;
/** Exit code of `test/host/prepareAll.ts` when something is missing that it could not install. */
const EXIT_MISSING = 3;

const LAYERS = ['types', 'lint', 'unit', 'process', 'server', 'package', 'host', 'ui'];
const IN_EDITOR = ['host', 'ui'];
const isContinuous = process.env.CI === 'true';

const total = { passed: 0, failed: 0, skipped: [] };
const summary = [];

function count(layer, { passed, failed, skipped = [] }, started) {
  total.passed += passed;
  total.failed += failed;
  total.skipped.push(...skipped.map((name) => `${layer}: ${name}`));
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  summary.push(`${layer.padEnd(8)} ${passed} passed, ${failed} failed, ${skipped.length} skipped (${seconds} s)`);
}

/** A check that passes or fails as a whole. */
function check(layer, run) {
  const started = Date.now();
  console.log(`\n== ${layer}`);
  count(layer, run() ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }, started);
}

/**
 * Runs a test runner that writes its tally to a file. Without a tally, or when the runner fails without a failed test, one failure is
 * counted.
 */
function suite(layer, script, args, timeout) {
  const started = Date.now();
  console.log(`\n== ${layer}`);
  const file = join(ROOT, 'out', 'results', `${layer}.json`);
  rmSync(file, { force: true });
  mkdirSync(join(ROOT, 'out', 'results'), { recursive: true });
  const ended = node(script, args(file), { timeout, env: { ...process.env, EVIDENCE_LENS_TALLY: file } });
  const tally = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: [] };
  const isGreen = ended && tally.failed === 0 && tally.passed > 0;
  count(layer, isGreen ? tally : { ...tally, failed: Math.max(1, tally.failed) }, started);
}

const vitest = (config) => () => [
  'run',
  `--config=${config}`,
  '--reporter=default',
  '--reporter=./test/tallyReporter.ts',
];

/** Whether the editor tests can run here. Otherwise they are reported as not run; with CI=true that fails. */
function canOpenEditor(layers) {
  console.log('\n== editor');
  const started = Date.now();
  const { status } = spawnSync(process.execPath, [join(ROOT, TSX), 'test/host/prepareAll.ts'], {
    cwd: ROOT,
    stdio: 'inherit',
    timeout: 40 * MINUTES,
  });
  if (status === 0) return true;
  const reason = status === EXIT_MISSING ? 'not run, see above for what is missing' : 'not run, its set-up failed';
  for (const layer of layers) {
    console.log(`${layer} tests ${reason}.`);
    count(layer, { passed: 0, failed: isContinuous ? 1 : 0, skipped: isContinuous ? [] : [reason] }, started);
  }
  return false;
}

/**
 * Whether a real inference server can run here. Otherwise its tests are reported as not run: Triton is there for Linux on x86-64 only, and
 * its installation needs PyPI, where all else needs the npm registry only.
 */
function canServe() {
  console.log('\n== inference server');
  const started = Date.now();
  const isSupported = process.platform === 'linux' && process.arch === 'x64';
  const args = ['tools/server/server.py', 'setup', 'triton'];
  const isReady =
    isSupported && spawnSync('python3', args, { cwd: ROOT, stdio: 'inherit', timeout: 10 * MINUTES }).status === 0;
  if (isReady) return true;
  const reason = isSupported
    ? 'not run, python3 could not install Triton, see above'
    : 'not run, Triton is there for Linux on x86-64 only';
  console.log(`server tests ${reason}.`);
  count('server', { passed: 0, failed: 0, skipped: [reason] }, started);
  return false;
}

const asked = process.argv.slice(2);
const unknown = asked.filter((layer) => !LAYERS.includes(layer));
if (unknown.length > 0) {
  console.error(`Unknown layer: ${unknown.join(', ')}. There are: ${LAYERS.join(', ')}.`);
  process.exit(2);
}
const wanted = (layer) => asked.length === 0 || asked.includes(layer);

install();
if (wanted('types')) check('types', () => TYPED.map((project) => node(TSC, ['-p', project])).every(Boolean));
if (wanted('lint')) {
  const formatted = ['--check', '--log-level=warn', 'src', 'test', 'scripts', '*.mjs', '*.ts'];
  check('lint', () =>
    [node(ESLINT, ['.', '--max-warnings=0']), node(KNIP, ['--no-progress']), node(PRETTIER, formatted)].every(Boolean),
  );
}
setUp();
const inEditor = IN_EDITOR.filter(wanted);
// Before the processes, since tests of the graphics card use the one that comes with Chromium.
const hasEditor = inEditor.length > 0 && canOpenEditor(inEditor);
if (wanted('unit')) suite('unit', VITEST, vitest('vitest.config.ts'), 10 * MINUTES);
if (wanted('process')) suite('process', VITEST, vitest('vitest.process.config.ts'), 15 * MINUTES);
if (wanted('server') && canServe()) suite('server', VITEST, vitest('vitest.server.config.ts'), 10 * MINUTES);

// The editor tests run the package, so it is made for them as well.
if (wanted('package') || inEditor.length > 0) check('package', () => node('scripts/package.mjs'));
if (hasEditor) {
  if (wanted('host')) suite('host', TSX, (file) => ['test/host/run.ts', file], 10 * MINUTES);
  if (wanted('ui')) suite('ui', VITEST, vitest('vitest.ui.config.ts'), 15 * MINUTES);
}

console.log(`\n${summary.join('\n')}`);
for (const name of total.skipped) console.log(`skipped: ${name}`);
const skipped = total.skipped.length > 0 ? `, ${total.skipped.length} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;

import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { answerProblems } from '../../../../scripts/package/trial';
import { BUNDLES } from '../../bundles';
import { bertNames, modelNames } from '../onnx/fixtures';

/** BERT's own cases are those of `wasm.test.ts`. */
const NAMES = modelNames.filter((name) => !bertNames.includes(name));

/** The command line and the inference process as a package has them, with these runtimes beside them. */
function packageWith(...runtimes: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'evidence-lens-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['cli.js', 'worker.js', 'hostWatch.js']) cpSync(join(BUNDLES, name), join(folder, 'dist', name));
  for (const name of runtimes) {
    symlinkSync(join(process.cwd(), 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  }
  return join(folder, 'dist', 'cli.js');
}

it.each(NAMES)('without a native library the model %s gives what the reference gives', async (name) => {
  expect(await answerProblems(packageWith('onnxruntime-web'), name)).toEqual([]);
});

it('takes the native library where it is there, without WebAssembly', async () => {
  expect(await answerProblems(packageWith('onnxruntime-node'), 'single')).toEqual([]);
});

it('takes WebAssembly when it is told to', async () => {
  const env = { EVIDENCE_LENS_RUNTIME: 'wasm' };
  expect(await answerProblems(packageWith('onnxruntime-node', 'onnxruntime-web'), 'single', env)).toEqual([]);
  expect(await answerProblems(packageWith('onnxruntime-node'), 'single', env)).toEqual([
    expect.stringMatching(/0 were answered/),
  ]);
});

it('says in one sentence that a model cannot be loaded where there is no runtime', async () => {
  const [problem, ...others] = await answerProblems(packageWith(), 'single');
  expect(others).toEqual([]);
  expect(problem).toMatch(/0 were answered: .*This model could not be loaded/s);
});

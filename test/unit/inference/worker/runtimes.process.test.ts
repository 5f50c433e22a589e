import { cpSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { removeFolder } from '../../../removeFolder';
import { answerProblems } from '../../../../scripts/package/trial';
import { BUNDLES } from '../../bundles';
import { bertNames, modelNames } from '../onnx/fixtures';

/** `wasm.process.test.ts` has the cases of BERT. */
const NAMES = modelNames.filter((name) => !bertNames.includes(name));

/** The command line and the inference process as in a package, with these runtimes beside them. */
function packageWith(...runtimes: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'evidence-lens-'));
  onTestFinished(() => removeFolder(folder));
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['cli.js', 'worker.js', 'hostWatch.js']) cpSync(join(BUNDLES, name), join(folder, 'dist', name));
  for (const name of runtimes) {
    symlinkSync(join(process.cwd(), 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  }
  return join(folder, 'dist', 'cli.js');
}

it.each(NAMES)('without a native library, the model %s equals the reference', async (name) => {
  expect(await answerProblems(packageWith('onnxruntime-web'), name)).toEqual([]);
});

it('the native library is used when it exists, without WebAssembly', async () => {
  expect(await answerProblems(packageWith('onnxruntime-node'), 'single')).toEqual([]);
});

it('WebAssembly is used when the environment asks for it', async () => {
  const env = { EVIDENCE_LENS_RUNTIME: 'wasm' };
  expect(await answerProblems(packageWith('onnxruntime-node', 'onnxruntime-web'), 'single', env)).toEqual([]);
  expect(await answerProblems(packageWith('onnxruntime-node'), 'single', env)).toEqual([
    expect.stringMatching(/0 were answered/),
  ]);
});

it('without any runtime, one sentence says that the model cannot be loaded', async () => {
  const [problem, ...others] = await answerProblems(packageWith(), 'single');
  expect(others).toEqual([]);
  expect(problem).toMatch(/0 were answered: .*This model could not be loaded/s);
});

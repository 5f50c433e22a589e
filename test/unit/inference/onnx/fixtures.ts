import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { removeFolder } from '../../../removeFolder';
import type { TokenClassifier } from '../../../../src/inference/onnx/classifier';
import type { OnnxSpec } from '../../../../src/inference/protocol';
import { readModelFolder } from '../../../../src/model/modelFolder';
import { int8WeightsFile } from '../../../../src/model/prepared';
import type { Sequence } from '../../../../src/inference/tokenizer/pair';

const FIXTURES = join(import.meta.dirname, '..', '..', '..', 'fixtures');

interface Index {
  readonly lengths: readonly number[];
  readonly models: Readonly<
    Record<string, { readonly labels: number; readonly type: string; readonly sequences: number }>
  >;
}

const FAMILIES = ['models', 'bert'].map((name) => {
  const folder = join(FIXTURES, name);
  return { name, folder, index: JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as Index };
});
type Family = (typeof FAMILIES)[number];

function familyOf(model: string): Family {
  return FAMILIES.find(({ index }) => model in index.models)!;
}

/** A sequence of tokens with the logits that PyTorch computes from it. */
export interface ScoredSequence extends Sequence {
  /** [ids.length, labels] */
  readonly logits: Float32Array;
}

/** The tiny models, by name; see test/fixtures/README.md. */
export const modelNames = FAMILIES.flatMap(({ index }) => Object.keys(index.models));
/** The tiny models of BERT's kind. */
export const bertNames = modelNames.filter((model) => familyOf(model).name === 'bert');

export function modelFolder(name: string): string {
  return join(familyOf(name).folder, name);
}

export function weightsType(name: string): string {
  return familyOf(name).index.models[name]!.type;
}

/** The sequences of a model. */
export function sequencesOf(name: string): ScoredSequence[] {
  const { folder, index } = familyOf(name);
  const { labels, sequences } = index.models[name]!;
  const ids = readAs(join(folder, 'ids.bin'), (buffer) => new Uint16Array(buffer));
  const logits = readAs(join(folder, name, 'logits.bin'), (buffer) => new Float32Array(buffer));
  let at = 0;
  return index.lengths.slice(0, sequences).map((length) => {
    const start = at;
    at += length;
    // As in tools/reference/make_bert_models.py: the first third is the question.
    const types = Array.from({ length }, (_, place) => (place < Math.floor((length + 2) / 3) ? 0 : 1));
    return { ids: Array.from(ids.slice(start, at)), types, logits: logits.slice(start * labels, at * labels) };
  });
}

/** The logits of one sequence. */
export async function run(classifier: TokenClassifier, sequence: Sequence): Promise<Float32Array> {
  return (await classifier.run([sequence]))[0]!;
}

/** A folder that is removed after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'evidence-lens-'));
  onTestFinished(() => removeFolder(folder));
  return folder;
}

export function specOf(folder: string, preparedFolder: string, precision: OnnxSpec['precision'] = 'fp32'): OnnxSpec {
  return { kind: 'onnx', folder, preparedFolder, precision, threads: 1 };
}

/** A fixture in the form in which a model ships: its weights are the 8-bit file that is made for other models. */
export async function shippedFolder(name: string): Promise<string> {
  const folder = join(await temporaryFolder(), 'small');
  await cp(modelFolder(name), folder, { recursive: true });
  const { architecture, weights } = await readModelFolder(folder);
  if (weights.form !== 'floats') throw new Error('the fixtures have floats');
  const { path } = await int8WeightsFile(join(folder, 'work'), weights.file, architecture, 64);
  await rename(path, join(folder, 'model.safetensors'));
  await rm(join(folder, 'work'), { recursive: true });
  return folder;
}

/** The tolerance for the published model's answers. */
export const TOLERANCE = 1e-4;

/** The sequences of a model whose logits differ from PyTorch's by more than the tolerance, each in words. */
export async function differencesFromTorch(classifier: TokenClassifier, name: string): Promise<string[]> {
  const differences: string[] = [];
  for (const sequence of sequencesOf(name)) {
    const difference = largestDifference(await run(classifier, sequence), sequence.logits);
    if (!(difference < TOLERANCE)) differences.push(`${sequence.ids.length} tokens: ${difference}`);
  }
  return differences;
}

export function largestDifference(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Infinity;
  return actual.reduce((largest, value, at) => Math.max(largest, Math.abs(value - expected[at]!)), 0);
}

/** Typed arrays need data that begins at a multiple of their element size. */
function readAs<T>(file: string, view: (buffer: ArrayBuffer) => T): T {
  return view(new Uint8Array(readFileSync(file)).buffer);
}

import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { OnnxSpec } from '../../../src/inference/protocol';

const MODELS = join(import.meta.dirname, '..', '..', 'fixtures', 'models');

interface Index {
  readonly lengths: readonly number[];
  readonly models: Readonly<
    Record<string, { readonly labels: number; readonly type: string; readonly sequences: number }>
  >;
}

const index = JSON.parse(readFileSync(join(MODELS, 'index.json'), 'utf8')) as Index;

/** A sequence of ids with the logits that PyTorch computes from it. */
export interface Sequence {
  readonly ids: readonly number[];
  /** [ids.length, labels] */
  readonly logits: Float32Array;
}

/** The tiny models, by name; see test/fixtures/README.md. */
export const modelNames = Object.keys(index.models);

export function modelFolder(name: string): string {
  return join(MODELS, name);
}

export function weightsType(name: string): string {
  return index.models[name]!.type;
}

/** The sequences of a model. */
export function sequencesOf(name: string): Sequence[] {
  const { labels, sequences } = index.models[name]!;
  const ids = readAs(join(MODELS, 'ids.bin'), (buffer) => new Uint16Array(buffer));
  const logits = readAs(join(MODELS, name, 'logits.bin'), (buffer) => new Float32Array(buffer));
  let at = 0;
  return index.lengths.slice(0, sequences).map((length) => {
    const start = at;
    at += length;
    return { ids: Array.from(ids.slice(start, at)), logits: logits.slice(start * labels, at * labels) };
  });
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'evidence-lens-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export function specOf(folder: string, preparedFolder: string, precision: OnnxSpec['precision'] = 'fp32'): OnnxSpec {
  return { kind: 'onnx', folder, preparedFolder, precision, threads: 1 };
}

export function largestDifference(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Infinity;
  return actual.reduce((largest, value, at) => Math.max(largest, Math.abs(value - expected[at]!)), 0);
}

/** Typed arrays need data that begins at a multiple of their elements' size. */
function readAs<T>(file: string, view: (buffer: ArrayBuffer) => T): T {
  return view(new Uint8Array(readFileSync(file)).buffer);
}

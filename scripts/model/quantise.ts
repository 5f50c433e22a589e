/**
 * Makes the 8-bit form of a model for shipping from its floats: `npx tsx scripts/model/quantise.ts FOLDER TARGET [ROWS.jsonl]`.
 *
 * TARGET gets the config, the tokenizer and one 8-bit weights file. With ROWS (`{"question", "context", "section"?}`), both forms read the
 * rows, and their agreement is printed.
 */
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_WINDOW_OPTIONS } from '../../src/core/process/types';
import { defaultThreads } from '../../src/inference/modelEngine';
import { HALVED } from '../../src/inference/onnx/saturation';
import { loadReader } from '../../src/inference/onnx/engine';
import type { OnnxSpec } from '../../src/inference/protocol';
import { readModelFolder } from '../../src/model/modelFolder';
import { int8WeightsFile } from '../../src/model/prepared';

const THRESHOLDS = [0.2, 0.5];

interface Row {
  readonly question: string;
  readonly context: string;
  readonly section?: string;
}

/** Writes the folder. The integers are small enough that every processor multiplies them exactly, because the model may run on any. */
async function quantise(folder: string, target: string): Promise<void> {
  const { architecture, weights } = await readModelFolder(folder);
  if (weights.form !== 'floats') throw new Error(`${folder} has no floats.`);
  await mkdir(target, { recursive: true });
  const work = await mkdtemp(join(target, 'work-'));
  try {
    const { path } = await int8WeightsFile(work, weights.file, architecture, HALVED);
    await rename(path, join(target, 'model.safetensors'));
  } finally {
    await rm(work, { recursive: true });
  }
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) {
    await cp(join(folder, name), join(target, name));
  }
}

async function probabilities(folder: string, rows: readonly Row[]): Promise<number[]> {
  const spec: OnnxSpec = {
    kind: 'onnx',
    folder,
    preparedFolder: join(folder, 'prepared'),
    precision: 'fp32',
    threads: await defaultThreads(),
  };
  const reader = await loadReader(spec);
  const all: number[] = [];
  for (const { question, context, section = '' } of rows) {
    const texts = [{ text: context, section }];
    const [read] = await reader.read(question, texts, DEFAULT_WINDOW_OPTIONS, new AbortController().signal);
    for (const window of read!.windows) all.push(...window.probabilities);
  }
  await reader.dispose();
  return all;
}

async function compare(folder: string, target: string, rows: readonly Row[]): Promise<void> {
  const floats = await probabilities(folder, rows);
  const whole = await probabilities(target, rows);
  const share = (isSo: (float: number, at: number) => boolean): string =>
    (floats.filter(isSo).length / floats.length).toFixed(4);
  console.log(`${floats.length} tokens of ${rows.length} rows`);
  for (const threshold of THRESHOLDS) {
    const lit = floats.filter((float) => float >= threshold).length;
    const same = share((float, at) => float >= threshold === whole[at]! >= threshold);
    console.log(`same side of ${threshold}: ${same} (${lit} lit by floats)`);
  }
  console.log(`within 0.05: ${share((float, at) => Math.abs(float - whole[at]!) <= 0.05)}`);
}

async function main([folder, target, rows]: readonly string[]): Promise<void> {
  if (folder === undefined || target === undefined) {
    throw new Error('Usage: npx tsx scripts/model/quantise.ts FOLDER TARGET [ROWS.jsonl]');
  }
  await quantise(folder, target);
  console.log(`${join(target, 'model.safetensors')}: ${(await stat(join(target, 'model.safetensors'))).size} bytes`);
  if (rows === undefined) return;
  const lines = (await readFile(rows, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  await compare(
    folder,
    target,
    lines.map((line) => JSON.parse(line) as Row),
  );
}

void main(process.argv.slice(2));

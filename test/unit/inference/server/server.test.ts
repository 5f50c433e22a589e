import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outlinePaper } from '../../../../src/core/paper/outline';
import { DEFAULT_WINDOW_OPTIONS, type ProcessOptions } from '../../../../src/core/process/types';
import type { ChunkScores } from '../../../../src/core/spans/scores';
import { DEFAULT_SPAN_OPTIONS, deriveSpans } from '../../../../src/core/spans/spans';
import { chunkInputs } from '../../../../src/inference/chunkInputs';
import type { ChunkInput, Engine } from '../../../../src/inference/engine';
import { loadOnnxEngine } from '../../../../src/inference/onnx/engine';
import { loadServerEngine } from '../../../../src/inference/server/engine';
import { modelFolder, modelNames, bertNames, specOf, temporaryFolder } from '../onnx/fixtures';
import { PAPER, QUESTION } from '../onnx/unitPaper';
import { HOW, INPUTS_OF, serve, serverSpec } from './support';

const never = new AbortController().signal;
const inputs = chunkInputs(PAPER, outlinePaper(PAPER, 'markdown'));
const WINDOWS = { max_length: 120, doc_stride: 20 };
const OPTIONS: ProcessOptions = {
  ...WINDOWS,
  ...{ threshold: 0.3, min_span_chars: 0, merge_gap_chars: 20, return_sentence_metrics: true },
};

async function scoresOf(
  engine: Engine,
  windows = DEFAULT_WINDOW_OPTIONS,
  of: readonly ChunkInput[] = inputs,
): Promise<ChunkScores[]> {
  const scorer = await engine.open(QUESTION, PAPER, windows);
  return await Promise.all(of.map((input) => scorer.score(input, never)));
}

/** The largest difference between the numbers of two scorings; Infinity when they differ in anything else. */
function difference(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b ? 0 : Infinity;
  const keys = Object.keys(a);
  if (keys.join() !== Object.keys(b).join()) return Infinity;
  return keys.reduce((most, key) => Math.max(most, difference(a[key as keyof typeof a], b[key as keyof typeof b])), 0);
}

const contractOf = (name: string) => (bertNames.includes(name) ? INPUTS_OF.bert : INPUTS_OF.modernBert);

describe('a model on a server', () => {
  it.each(modelNames)('%s gives the same spans and scores as here, whatever is in a batch', async (name) => {
    const local = await loadOnnxEngine(specOf(modelFolder(name), await temporaryFolder()));
    const server = await serve(name, contractOf(name));
    for (const batch of [1, 5]) {
      const remote = await loadServerEngine(serverSpec(server, name, { batch }), HOW);
      // One model has too few positions for the default stride.
      for (const windows of name === 'short' ? [WINDOWS] : [DEFAULT_WINDOW_OPTIONS, WINDOWS]) {
        const [expected, actual] = [await scoresOf(local, windows), await scoresOf(remote, windows)];
        expect(difference(expected, actual)).toBeLessThan(1e-3);
        const spans = (scores: readonly ChunkScores[]) =>
          scores.flatMap((one, at) =>
            deriveSpans(one, inputs[at]!.text, DEFAULT_SPAN_OPTIONS).map(({ start, end }) => ({ at, start, end })),
          );
        expect(spans(actual)).toEqual(spans(expected));
      }
      const context = { text: PAPER, section: '' };
      const [expected, actual] = [
        await local.process!(QUESTION, context, OPTIONS, never),
        await remote.process!(QUESTION, context, OPTIONS, never),
      ];
      expect(difference(expected, actual)).toBeLessThan(1e-3);
    }
    await local.dispose();
  });

  it('a folder with only the config and the tokenizer is enough', async () => {
    const folder = await temporaryFolder();
    for (const file of ['config.json', 'tokenizer.json']) {
      await cp(join(modelFolder('paragraph'), file), join(folder, file));
    }
    const server = await serve('paragraph');
    const whole = await loadServerEngine(serverSpec(server, 'paragraph'), HOW);
    const bare = await loadServerEngine(serverSpec(server, 'paragraph', { folder }), HOW);
    expect(await scoresOf(bare)).toEqual(await scoresOf(whole));
  });
});

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TokenScores } from '../../../../src/core/spans/scores';
import { TokenClassifier } from '../../../../src/inference/onnx/classifier';
import { compareModel, comparePrecisions, LEAST_AGREEMENT } from '../../../../src/inference/onnx/precision';
import type { PrecisionComparison } from '../../../../src/inference/protocol';
import { modelFolder, run, sequencesOf, specOf, temporaryFolder } from './fixtures';

const PASSAGES = [
  { question: 'What is compared?', text: 'Floats are compared with whole numbers of 8 bits, passage by passage.' },
  { question: 'When is it taken?', text: 'The smaller model is taken when nearly all of the text stays on its side.' },
];
const never = new AbortController().signal;

/** Scores of a text with this many characters, the first `lit` of which are evidence. */
function scored(characters: number, lit: number): TokenScores {
  const window = {
    starts: Uint32Array.of(0, lit),
    ends: Uint32Array.of(lit, characters),
    probabilities: Float32Array.of(0.9, 0.1),
  };
  return { kind: 'tokens', windows: [window] };
}

describe('a comparison of precisions', () => {
  it.each([
    [18, true],
    [17, false],
  ])('8 bits are accepted from 98 of 100 characters on the same side: %i of 20 lit', async (lit, accepted) => {
    const text = 'x'.repeat(100);
    const comparison = await comparePrecisions([{ question: 'q', text }], (precision) =>
      Promise.resolve([scored(100, precision === 'fp32' ? 20 : lit)]),
    );
    expect(comparison.accepted).toBe(accepted);
    expect(comparison.sameSide).toBeCloseTo(1 - (20 - lit) / 100);
  });

  it('the comparison is kept with the model, and auto follows it', async () => {
    const prepared = await temporaryFolder();
    const spec = specOf(modelFolder('base-shape'), prepared, 'auto');
    const sequence = sequencesOf('base-shape')[5]!;
    const { logits } = sequence;
    const logitsNow = async (): Promise<Float32Array> => {
      const classifier = await TokenClassifier.load(spec);
      const result = await run(classifier, sequence);
      await classifier.dispose();
      return result;
    };
    const isFloat = (values: Float32Array): boolean =>
      values.every((value, at) => Math.abs(value - logits[at]!) < 1e-4);
    expect(isFloat(await logitsNow())).toBe(true);
    expect(await readdir(prepared)).toEqual([]);

    const comparison = await compareModel(spec, PASSAGES, never);
    expect(comparison.characters).toBe(PASSAGES.reduce((sum, { text }) => sum + text.length, 0));
    expect(comparison.largestDifference).toBeGreaterThan(0);
    expect(comparison.largestDifference).toBeLessThan(0.2);
    expect(comparison.accepted).toBe(comparison.sameSide >= LEAST_AGREEMENT);
    const [state] = await readdir(prepared);
    const [kept] = (await readdir(join(prepared, state!))).filter((file) => file.endsWith('.comparison.json'));
    const file = join(prepared, state!, kept!);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(comparison);

    const keep = (result: PrecisionComparison): Promise<void> => writeFile(file, JSON.stringify(result));
    await keep({ ...comparison, accepted: true });
    expect(isFloat(await logitsNow())).toBe(false);
    await keep({ ...comparison, accepted: false });
    expect(isFloat(await logitsNow())).toBe(true);
  });
});

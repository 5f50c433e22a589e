import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outlinePaper } from '../../../../src/core/paper/outline';
import { unitsOf } from '../../../../src/core/paper/units';
import { DEFAULT_WINDOW_OPTIONS } from '../../../../src/core/process/types';
import type { SentenceScores } from '../../../../src/core/spans/scores';
import { deriveSpans, DEFAULT_SPAN_OPTIONS } from '../../../../src/core/spans/spans';
import { chunkInputs } from '../../../../src/inference/chunkInputs';
import type { Engine } from '../../../../src/inference/engine';
import { loadOnnxEngine } from '../../../../src/inference/onnx/engine';
import { scoreCacheOf } from '../../../../src/inference/onnx/scores';
import { modelFolder, specOf, temporaryFolder } from './fixtures';
import { PAPER, QUESTION, SENTENCES } from './unitPaper';

const never = new AbortController().signal;
const outline = outlinePaper(PAPER, 'markdown');
const inputs = chunkInputs(PAPER, outline);

let engine: Engine;
let prepared: string;
beforeAll(async () => {
  prepared = mkdtempSync(join(tmpdir(), 'evidence-units-'));
  engine = await loadOnnxEngine(specOf(modelFolder('paragraph'), prepared));
});
afterAll(async () => {
  await engine.dispose();
  rmSync(prepared, { recursive: true });
});

async function scoresOf(signal = never): Promise<SentenceScores[]> {
  const scorer = await engine.open(QUESTION, PAPER, DEFAULT_WINDOW_OPTIONS);
  const scores: SentenceScores[] = [];
  for (const input of inputs) scores.push((await scorer.score(input, signal)) as SentenceScores);
  return scores;
}

describe('the engine of a BERT model', () => {
  it('every sentence of every unit is scored, and nothing else', async () => {
    const scores = await scoresOf();
    const found = scores.flatMap(({ units }, at) =>
      units.map((unit) => ({
        start: unit.start + inputs[at]!.chunk.start,
        end: unit.end + inputs[at]!.chunk.start,
        sentences: unit.sentences.length,
      })),
    );
    const expected = unitsOf(PAPER, outline, true).map(({ start, end, sentences }) => ({
      start,
      end,
      sentences: sentences.length,
    }));
    expect(found).toEqual(expected);
    expect(found.length).toBeGreaterThan(5);
    const values = scores.flatMap(({ units }) => units.flatMap(({ sentences }) => sentences.map(({ score }) => score)));
    expect(Math.min(...values)).toBeGreaterThan(0);
    expect(Math.max(...values)).toBeLessThan(1);
    // Hidden parts are read too, because a reader may ask to see them.
    expect(PAPER.slice(found.at(-1)!.start)).toContain('Smith');
  });

  it('units are read as plain words with their section title, with the same scores from process()', async () => {
    const [scores] = await scoresOf();
    const input = inputs[0]!;
    const [unit] = input.units();
    expect(unit!.section).toContain('1 Method');
    expect(unit!.plain.text).toBe(
      'We train the encoder on pairs of a question and a paragraph. The learning rate is 3e-5, and the tokens of the answer are marked. ' +
        'The results of the experiments show that the model finds most passages.',
    );
    const options = {
      ...DEFAULT_WINDOW_OPTIONS,
      threshold: 0,
      min_span_chars: 0,
      merge_gap_chars: 0,
      return_sentence_metrics: true,
    };
    const alone = await engine.process!(QUESTION, { text: unit!.plain.text, section: unit!.section }, options, never);
    const [first] = scores!.units;
    expect(first!.sentences).toHaveLength(3);
    // These means are over tokens, those over characters.
    const largest = alone.spans.reduce((most, { score }) => Math.max(most, score), 0);
    for (const { score } of first!.sentences) expect(score).toBeLessThanOrEqual(largest);
    const texts = first!.sentences.map(({ start, end }) => input.text.slice(start, end));
    expect(texts).toEqual(SENTENCES);
  });

  it('a unit gets the same scores whatever else is in its batch', async () => {
    const scorer = await engine.open(QUESTION, PAPER, DEFAULT_WINDOW_OPTIONS);
    const all = await scoresOf();
    for (const [at, input] of inputs.entries()) {
      for (const [index, unit] of input.units().entries()) {
        const alone = (await scorer.score({ ...input, units: () => [unit] }, never)) as SentenceScores;
        const together = all[at]!.units[index]!;
        alone.units[0]!.sentences.forEach(({ score }, sentence) =>
          expect(score).toBeCloseTo(together.sentences[sentence]!.score, 4),
        );
      }
    }
  });

  it('a span holds sentences of one unit only', async () => {
    const [scores] = await scoresOf();
    const units = inputs[0]!.units();
    for (const { start, end } of deriveSpans(scores!, inputs[0]!.text, { ...DEFAULT_SPAN_OPTIONS, threshold: 0 })) {
      expect(units.filter((unit) => unit.start < end && unit.end > start)).toHaveLength(1);
    }
  });

  it('a cancel is noticed between batches', async () => {
    const cancel = new AbortController();
    setImmediate(() => cancel.abort());
    await expect(scoresOf(cancel.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('a question that leaves no room is refused', async () => {
    const opened = engine.open('why '.repeat(500), PAPER, DEFAULT_WINDOW_OPTIONS);
    await expect(opened).rejects.toMatchObject({ code: 'badQuestion' });
  });

  it('a chunk without units gets no scores', async () => {
    const scorer = await engine.open(QUESTION, PAPER, DEFAULT_WINDOW_OPTIONS);
    const empty = { ...inputs[0]!, units: () => [] };
    expect(await scorer.score(empty, never)).toEqual({ kind: 'sentences', units: [] });
  });

  it('kept scores depend on the units and their sections', async () => {
    const cache = await scoreCacheOf(specOf(modelFolder('paragraph'), await temporaryFolder()));
    expect(cache.reading).toBe('units');
    const [scores] = await scoresOf();
    const scored = { question: QUESTION, text: inputs[0]!.text, windows: DEFAULT_WINDOW_OPTIONS, units: ['1 Method'] };
    await cache.put(scored, scores!);
    expect(await cache.get(scored)).toEqual(scores);
    expect(await cache.get({ ...scored, units: ['2 Results'] })).toBeUndefined();
  });
});

describe('the units of a chunk', () => {
  it('a unit divided by a cut between chunks is read in parts', () => {
    const cut = PAPER.indexOf('The learning rate');
    const divided = {
      ...outline,
      chunks: [
        { start: 0, end: cut, headings: [] },
        { start: cut, end: PAPER.length, headings: [] },
      ],
    };
    const [before, behind] = chunkInputs(PAPER, divided);
    expect(before!.units().map(({ plain }) => plain.text)).toEqual([
      'We train the encoder on pairs of a question and a paragraph.',
    ]);
    const [first] = behind!.units();
    expect(first!.plain.text).toMatch(/^The learning rate is 3e-5.*most passages\.$/);
    expect(first!.start).toBe(0);
    expect(first!.sentences).toHaveLength(2);
  });
});

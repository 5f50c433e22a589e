import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_WINDOW_OPTIONS, type ProcessOptions } from '../../../../src/core/process/types';
import type { TokenScores } from '../../../../src/core/spans/scores';
import type { ChunkInput, Engine } from '../../../../src/inference/engine';
import { loadOnnxEngine } from '../../../../src/inference/onnx/engine';
import { modelFolder, specOf } from './fixtures';

const QUESTION = 'How are windows cut?';
const TEXT =
  'A window holds so many tokens.\r\nThe next one starts a little before its end – "stride" is the word. '.repeat(4);
const OPTIONS: ProcessOptions = {
  ...DEFAULT_WINDOW_OPTIONS,
  threshold: 0.5,
  min_span_chars: 0,
  merge_gap_chars: 0,
  return_sentence_metrics: true,
};
const never = new AbortController().signal;

let engine: Engine;
beforeAll(async () => {
  engine = await loadOnnxEngine(specOf(modelFolder('biased'), 'unused'));
});
afterAll(() => engine.dispose());

function chunkOf(text: string): ChunkInput {
  return { chunk: { start: 0, end: text.length, headings: [] }, text, paper: text, parts: [], units: () => [] };
}

async function score(text: string, windows = DEFAULT_WINDOW_OPTIONS, signal = never): Promise<TokenScores> {
  const scorer = await engine.open(QUESTION, text, windows);
  return (await scorer.score(chunkOf(text), signal)) as TokenScores;
}

describe('the engine of a token classifier', () => {
  it('every token of a chunk gets its place and probability', async () => {
    const { windows } = await score(TEXT);
    expect(windows).toHaveLength(1);
    const { starts, ends, probabilities } = windows[0]!;
    expect(starts).toHaveLength(probabilities.length);
    expect(ends.at(-1)).toBe(TEXT.length);
    expect(Math.min(...probabilities)).toBeGreaterThan(0);
    expect(Math.max(...probabilities)).toBeLessThan(1);
    expect(new Set(probabilities).size).toBeGreaterThan(10);
  });

  it('a chunk is read alone: the rest of the paper changes nothing', async () => {
    const scorer = await engine.open(QUESTION, `Another text. ${TEXT}`, DEFAULT_WINDOW_OPTIONS);
    expect(await scorer.score(chunkOf(TEXT), never)).toEqual(await score(TEXT));
  });

  it('an overlong chunk is cut into windows that share tokens', async () => {
    const [whole] = (await score(TEXT)).windows;
    const { windows } = await score(TEXT, { max_length: 60, doc_stride: 10 });
    expect(windows.length).toBeGreaterThan(2);
    const [first, second] = windows;
    expect(first!.starts.slice(-10)).toEqual(second!.starts.slice(0, 10));
    expect(windows.at(-1)!.ends.at(-1)).toBe(whole!.ends.at(-1));
    expect(first!.probabilities).not.toEqual(whole!.probabilities.slice(0, first!.probabilities.length));
  });

  it('data of images is not read, and tokens beside it keep their places', async () => {
    const image = `![map](data:image/png;base64,${'iVBORw0KGgo='.repeat(5_000)})`;
    const at = TEXT.indexOf('The next');
    const { windows } = await score(`${TEXT.slice(0, at)}${image}${TEXT.slice(at)}`);
    const alone = (await score(TEXT)).windows[0]!;
    expect(windows).toHaveLength(1);
    expect(windows[0]!.probabilities).toEqual(alone.probabilities);
    const moved = (offset: number): number => (offset < at ? offset : offset + image.length);
    expect([...windows[0]!.starts]).toEqual([...alone.starts].map(moved));
    expect([...windows[0]!.ends]).toEqual([...alone.ends].map((end) => moved(end - 1) + 1));
  });

  it('a text without tokens gets no scores', async () => {
    expect((await score('')).windows).toEqual([
      { starts: new Uint32Array(), ends: new Uint32Array(), probabilities: new Float32Array() },
    ]);
  });

  it('a question that leaves no room is refused before scoring', async () => {
    const opened = engine.open(QUESTION, TEXT, { max_length: 8, doc_stride: 0 });
    await expect(opened).rejects.toMatchObject({ code: 'badQuestion' });
  });

  it('a cancel is noticed between windows', async () => {
    const cancel = new AbortController();
    setImmediate(() => setImmediate(() => cancel.abort()));
    await expect(score(TEXT, { max_length: 20, doc_stride: 0 }, cancel.signal)).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it('process() returns the spans of the same tokens', async () => {
    const result = await engine.process!(QUESTION, { text: TEXT, section: '' }, OPTIONS, never);
    const [window] = (await score(TEXT)).windows;
    expect(result).toMatchObject({ windows: 1, tokens: window!.starts.length });
    expect(result.spans.length).toBeGreaterThan(0);
    for (const { start, end, text } of result.spans) expect(text).toBe(TEXT.slice(start, end));
    expect(result.sentences).toHaveLength(8);
  });
});

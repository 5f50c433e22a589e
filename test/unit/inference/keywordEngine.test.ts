import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as language from '../../../src/core/keyword/language';
import type * as wordsModule from '../../../src/core/keyword/words';
import type * as sentences from '../../../src/core/paper/sentences';
import { DEFAULT_WINDOW_OPTIONS } from '../../../src/core/process/types';

/** The real words and sentence rules, with their input counted in characters of text. */
const { read, judged } = vi.hoisted(() => ({ read: { words: 0, sentences: 0 }, judged: { chars: 0 } }));
vi.mock('../../../src/core/keyword/words', async (original) => {
  const words = await original<typeof wordsModule>();
  return {
    ...words,
    countStems: (text: string, choice: wordsModule.WordChoice) => {
      read.words += text.length;
      return words.countStems(text, choice);
    },
  };
});
vi.mock('../../../src/core/paper/sentences', async (original) => {
  const { sentencesOf } = await original<typeof sentences>();
  return {
    sentencesOf: (text: string, start: number, end: number) => {
      read.sentences += end - start;
      return sentencesOf(text, start, end);
    },
  };
});
vi.mock('../../../src/core/keyword/language', async (original) => {
  const { readableByKeywords } = await original<typeof language>();
  return {
    readableByKeywords: (text: string) => {
      judged.chars += text.length;
      return readableByKeywords(text);
    },
  };
});
const { createKeywordEngine } = await import('../../../src/inference/keywordEngine');
const { paperReader } = await import('../../../src/inference/papers');
const { promiseOf } = await import('../../../src/inference/chunkPriority');

const sample = readFileSync('samples/evidence-lens.md', 'utf8');
const FIRST = 'Why does the inference run in a process of its own?';
const SECOND = 'Which offsets does the tokenizer use?';

describe('the work of a keyword question', () => {
  const engine = createKeywordEngine();
  const readPaper = paperReader();

  async function ask(question: string, paper: string): Promise<{ words: number; sentences: number; judged: number }> {
    Object.assign(read, { words: 0, sentences: 0 });
    judged.chars = 0;
    const { inputs } = readPaper(paper, 'markdown');
    const scorer = await engine.open(question, paper, DEFAULT_WINDOW_OPTIONS);
    const promise = promiseOf(question);
    for (const input of inputs) promise(input);
    for (const input of inputs) await scorer.score(input, new AbortController().signal);
    return { ...read, judged: judged.chars };
  }

  beforeEach(async () => {
    await ask(FIRST, 'Another paper, so that each test starts with one that is new.');
  });

  it('each word of a new paper is read at most three times: in its chunk, its block and its sentence', async () => {
    const work = await ask(FIRST, sample);
    // A block is read with its heading path, so a little more than twice the text is read, not counting sentences.
    expect(work.words).toBeGreaterThan(sample.length);
    expect(work.words - work.sentences).toBeLessThan(2.6 * sample.length);
    expect(work.sentences).toBeLessThan(sample.length);
    expect(work.judged).toBe(FIRST.length + sample.length);
  });

  it('the same question again reads nothing of the paper', async () => {
    await ask(FIRST, sample);
    // The question is read twice: for the order of the chunks and for their scores.
    expect(await ask(FIRST, sample)).toEqual({ words: 2 * FIRST.length, sentences: 0, judged: FIRST.length });
  });

  it('another question reads only headings and sentences of units that had no word in common before', async () => {
    await ask(FIRST, sample);
    const second = await ask(SECOND, sample);
    expect(second.judged).toBe(SECOND.length);
    expect(second.sentences).toBe(0);
    expect(second.words).toBeLessThan(sample.length / 2);
  });
});

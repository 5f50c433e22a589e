import { describe, expect, it, vi } from 'vitest';

/** The stemmer itself, with its calls counted. */
const { stemmer } = vi.hoisted(() => ({ stemmer: vi.fn<(word: string) => string>() }));
vi.mock('wink-porter2-stemmer', async (original) => {
  const { default: stem } = await original<{ default: (word: string) => string }>();
  stemmer.mockImplementation(stem);
  return { default: stemmer };
});
const { contentStems, isStopWord, stemOf, wordsOf } = await import('../../../../src/core/keyword/words');

describe('words', () => {
  it('words are lower-cased runs of letters and digits, in order, with repetitions', () => {
    expect(wordsOf('The GPT-4 model (the best) scores 0.5!')).toEqual('the gpt 4 model the best scores 0 5'.split(' '));
    expect(wordsOf('')).toEqual([]);
    expect(wordsOf('— … 🔍 !')).toEqual([]);
  });

  it('words are the same however a converter wrote their letters', () => {
    const plain = wordsOf('fine tuned naively');
    expect(wordsOf('ﬁne-tuned naïvely')).toEqual(plain);
    expect(wordsOf('fine-tuned nai\u0308vely')).toEqual(plain);
    expect(wordsOf('fine-tu\u00adned naïvely')).toEqual(plain);
  });

  it('words keep the letters of other scripts', () => {
    expect(wordsOf('Größe λόγος слово')).toEqual(['große', 'λογος', 'слово']);
  });
});

describe('stop words', () => {
  it('stop words are function words, words that ask, and single characters', () => {
    for (const word of ['the', 'of', 'why', 'does', 'which', 'how', 'x', '3', 'll'])
      expect(isStopWord(word), word).toBe(true);
    for (const word of ['model', 'score', 'gpt', '8b', '2020']) expect(isStopWord(word), word).toBe(false);
  });

  it("words that carry a question's subject are no stop words", () => {
    expect(contentStems('Why does the surrogate fail, and how often?')).toEqual(['surrog', 'fail', 'often']);
  });
});

describe('stems', () => {
  it('a stem joins the forms of a word', () => {
    expect(new Set(['scoring', 'scored', 'scores', 'score'].map(stemOf)).size).toBe(1);
    expect(stemOf('generalizations')).toBe('general');
  });

  it('words with digits are not stemmed', () => {
    expect(stemOf('resnet50s')).toBe('resnet50s');
    expect(stemOf('y3s')).toBe('y3s');
  });

  it('overlong words are not stemmed, because the stemmer would take seconds', () => {
    stemmer.mockClear();
    for (const run of ['x', 'ing', 'ational', 'eed', 'y'].map((part) => part.repeat(40_000))) {
      expect(contentStems(`data ${run}`)).toEqual(['data', run]);
    }
    expect(stemmer.mock.calls.filter(([word]) => word.length > 64)).toEqual([]);
    expect(stemOf('antidisestablishmentarianisms')).toBe('antidisestablishmentarian');
  });

  it('each distinct word is stemmed once', () => {
    stemmer.mockClear();
    contentStems('zebra zebras zebra Zebra zebras');
    contentStems('zebra crossing');
    expect(stemmer.mock.calls.map(([word]) => word)).toEqual(['zebra', 'zebras', 'crossing']);
  });
});

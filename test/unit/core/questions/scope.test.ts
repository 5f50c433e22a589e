import { describe, expect, it } from 'vitest';
import { linesOf, scopeOf } from '../../../../src/core/questions/scope';

const PAPER = [
  '# On running',
  '',
  'The recordings were collected from forty volunteers. Each of them ran (Smith et al. 2020) for an hour. Rain fell.',
  '',
  '## Methods',
  '',
  '- wind and rain in the west',
  '',
].join('\n');

/** The selection of the first occurrence of some words. */
const selected = (words: string, text = PAPER): { start: number; end: number } => {
  const start = text.indexOf(words);
  expect(start).toBeGreaterThanOrEqual(0);
  return { start, end: start + words.length };
};

describe('the part of a paper that a selection limits a question to', () => {
  it.each([
    ['a word', 'volunteers'],
    ['a heading of one word', 'Methods'],
    ['a part of a sentence', 'collected from forty volunteers'],
    ['the halves of two sentences', 'from forty volunteers. Each of them'],
    ['a sentence of two words', 'Rain fell.'],
    ['blank lines', '\n\n'],
  ])('is not %s', (_, words) => {
    expect(scopeOf(PAPER, selected(words))).toBeUndefined();
  });

  it.each([
    ['a sentence', 'Each of them ran (Smith et al. 2020) for an hour.'],
    ['a sentence without its full stop', 'The recordings were collected from forty volunteers'],
    ['an item of a list', 'wind and rain in the west'],
    ['a sentence and a half', 'The recordings were collected from forty volunteers. Each of'],
    ['more', 'Each of them ran (Smith et al. 2020) for an hour. Rain fell.\n\n## Methods'],
  ])('is %s', (_, words) => {
    expect(scopeOf(PAPER, selected(words))).toEqual(selected(words));
  });

  it('the part of a paper that a selection limits a question to is a sentence of a language without blanks', () => {
    const text = '研究者收集了四十名志愿者的录音。其他句子也在这里。';
    expect(scopeOf(text, selected('研究者收集了四十名志愿者的录音。', text))).toBeDefined();
    expect(scopeOf(text, selected('录音', text))).toBeUndefined();
  });

  it('the part of a paper that a selection limits a question to is nothing when everything is selected', () => {
    expect(scopeOf(PAPER, { start: 0, end: PAPER.length })).toBeUndefined();
  });

  it('the part of a paper that a selection limits a question to is any long selection, without a look for sentences', () => {
    const text = 'word '.repeat(1000);
    expect(scopeOf(text, { start: 3, end: 2000 })).toEqual({ start: 3, end: 2000 });
  });

  it('the part of a paper that a selection limits a question to is said by its lines; a line end after the last one does not count', () => {
    const scope = selected('Each of them ran (Smith et al. 2020) for an hour. Rain fell.\n\n## Methods\n');
    expect(linesOf(PAPER, scope)).toEqual([3, 5]);
  });
});

import { describe, expect, it } from 'vitest';
import { readableLength, isTooLong, MAX_PAPER_CHARS, MAX_TEXT_CHARS } from '../../../../src/core/text/readable';

describe('the length of what can be read', () => {
  it.each([
    ['An image within the file ', `![reef](data:image/png;base64,${'iVBORw0KGgo='.repeat(100)})`],
    ['An image in HTML ', `<img alt="reef" src="data:image/png;base64,${'iVBORw0KGgo='.repeat(100)}">`],
    ['A long identifier ', 'f00d'.repeat(100)],
  ])('leaves out: %s', (words, unread) => {
    expect(readableLength(words + unread)).toBe(words.length);
  });

  it('leaves out attributes, and no words', () => {
    expect(readableLength('<td class="a" rowspan="2">Shrimp</td>')).toBe('<td>Shrimp</td>'.length);
    expect(readableLength('Shrimp are < 2 and > 1 (https://reefs.example/a).')).toBe(49);
  });

  it('decides whether a paper is too long', () => {
    const image = `![](data:image/png;base64,${'A'.repeat(MAX_PAPER_CHARS)})`;
    expect(isTooLong(`Reefs are loud. ${image}`)).toBe(false);
    expect(isTooLong('Reefs are loud. '.repeat(MAX_PAPER_CHARS / 16 + 1))).toBe(true);
    expect(isTooLong('A'.repeat(MAX_TEXT_CHARS + 1))).toBe(true);
  });

  it.each(['![', '![](data:', '<img ', '<img data:', '<a ', 'x', '<'])('of nothing but %j is found', (piece) => {
    expect(readableLength(piece.repeat(500_000 / piece.length))).toBeGreaterThanOrEqual(0);
  });
});

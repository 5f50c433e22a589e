import { describe, expect, it } from 'vitest';
import { readableLength, isTooLong, MAX_PAPER_CHARS, MAX_TEXT_CHARS } from '../../../../src/core/text/readable';

describe('the readable length of a text', () => {
  it.each([
    ['An image within the file ', `![reef](data:image/png;base64,${'iVBORw0KGgo='.repeat(100)})`],
    ['An image in HTML ', `<img alt="reef" src="data:image/png;base64,${'iVBORw0KGgo='.repeat(100)}">`],
    ['A long identifier ', 'f00d'.repeat(100)],
  ])('the readable length does not count: %s', (words, unread) => {
    expect(readableLength(words + unread)).toBe(words.length);
  });

  it('the readable length does not count attributes but counts all words', () => {
    expect(readableLength('<td class="a" rowspan="2">Shrimp</td>')).toBe('<td>Shrimp</td>'.length);
    expect(readableLength('Shrimp are < 2 and > 1 (https://reefs.example/a).')).toBe(49);
  });

  it('only the readable length decides whether a paper is too long, up to a maximum', () => {
    const image = `![](data:image/png;base64,${'A'.repeat(MAX_PAPER_CHARS)})`;
    expect(isTooLong(`Reefs are loud. ${image}`)).toBe(false);
    expect(isTooLong('Reefs are loud. '.repeat(MAX_PAPER_CHARS / 16 + 1))).toBe(true);
    expect(isTooLong('A'.repeat(MAX_TEXT_CHARS + 1))).toBe(true);
  });

  it.each(['![', '![](data:', '<img ', '<img data:', '<a ', 'x', '<'])(
    'the readable length of repeated %j is found in linear time',
    (piece) => {
      expect(readableLength(piece.repeat(500_000 / piece.length))).toBeGreaterThanOrEqual(0);
    },
  );
});

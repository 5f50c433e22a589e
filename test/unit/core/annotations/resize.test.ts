import { describe, expect, it } from 'vitest';
import { extended, shrunk } from '../../../../src/core/annotations/resize';
import { outlinePaper } from '../../../../src/core/paper/outline';
import { at, TEXT } from '../questions/support';

describe('extending and shrinking a passage', () => {
  const { blocks } = outlinePaper(TEXT, 'markdown');
  const words = (range: { start: number; end: number } | undefined): string | undefined =>
    range && TEXT.slice(range.start, range.end).trim();
  const sentence = at('Forty people were measured at dawn.');

  it('extending a passage adds the next sentence, even across a paragraph end', () => {
    const once = extended(TEXT, blocks, sentence)!;
    expect(words(once)).toBe('Forty people were measured at dawn. They ran, and they said 😀 to it.');
    expect(words(extended(TEXT, blocks, once))).toMatch(
      /to it\.\n\n## Results\n\nAll of them were well afterwards, and most wanted to run again\.$/,
    );
    expect(extended(TEXT, blocks, { start: 0, end: TEXT.length })).toBeUndefined();
  });

  it('shrinking a passage removes its last sentence, but never the only one', () => {
    const both = at('Forty people were measured at dawn. They ran, and they said 😀 to it.');
    expect(words(shrunk(TEXT, both))).toBe('Forty people were measured at dawn.');
    expect(shrunk(TEXT, sentence)).toBeUndefined();
  });
});

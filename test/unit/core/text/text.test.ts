import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codePointLength } from '../../../../src/core/text/codePoints';
import { trimToGraphemes } from '../../../../src/core/text/graphemes';
import { countUpTo, lineOf, lineStarts } from '../../../../src/core/text/lines';
import { trimRange } from '../../../../src/core/text/trim';
import { awkwardText, textWithRange } from '../../arbitraries';

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Where the graphemes of a whole text begin, and its end. */
function boundaries(text: string): Set<number> {
  return new Set([...Array.from(segmenter.segment(text), ({ index }) => index), text.length]);
}

describe('the length in code points', () => {
  it('the length in code points equals that of the slice', () => {
    fc.assert(
      fc.property(textWithRange(), ({ text, start, end }) => {
        expect(codePointLength(text, start, end)).toBe(Array.from(text.slice(start, end)).length);
      }),
    );
  });
});

describe('trimming', () => {
  it('trimming a range equals String.prototype.trim', () => {
    fc.assert(
      fc.property(textWithRange(), ({ text, start, end }) => {
        const range = trimRange(text, start, end);
        expect(range ? text.slice(range.start, range.end) : '').toBe(text.slice(start, end).trim());
        if (range) expect(range.start >= start && range.end <= end).toBe(true);
      }),
    );
  });

  it('trimming knows every white space of JavaScript', () => {
    const units = Array.from({ length: 0x10000 }, (_, unit) => String.fromCharCode(unit));
    const white = units.filter((unit) => trimRange(unit, 0, 1) === undefined);
    expect(white).toEqual(units.filter((unit) => unit.trim() === ''));
  });
});

describe('trimming to graphemes', () => {
  it('a trimmed range has whole graphemes, no white space at its ends, and loses nothing visible', () => {
    fc.assert(
      fc.property(textWithRange(), ({ text, start, end }) => {
        const range = trimToGraphemes(text, start, end);
        if (!range) {
          // What is left out is white space, or marks on white space.
          expect(text.slice(start, end)).toMatch(/^[\s\p{M}\u200d]*$/u);
          return;
        }
        const between = boundaries(text);
        expect(between.has(range.start)).toBe(true);
        expect(between.has(range.end)).toBe(true);
        const shown = text.slice(range.start, range.end);
        expect(shown).not.toBe('');
        expect(shown.trimStart()).toBe(shown);
        const trimmed = trimRange(text, start, end)!;
        expect(range.end).toBeGreaterThanOrEqual(trimmed.end);
        // Only a grapheme that the range cut is added.
        const added = [...between].filter(
          (index) => (index > range.start && index < trimmed.start) || (index > trimmed.end && index < range.end),
        );
        expect(added).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a family', 'x 👩‍👩‍👧‍👦 y', 2, 4, '👩‍👩‍👧‍👦'],
    ['half a pair', '😀', 0, 1, '😀'],
    ['the other half', '😀', 1, 2, '😀'],
    ['an accent', 'cafe\u0301 au lait', 0, 4, 'cafe\u0301'],
    ['the second flag of three', '🇩🇪🇫🇷🇮🇹', 4, 6, '🇫🇷'],
    ['a key cap', '1\ufe0f\u20e3 then', 0, 1, '1\ufe0f\u20e3'],
    ['half of a line end', 'a\r\nb', 0, 2, 'a'],
    ['an accent on a blank', 'a \u0301b', 2, 4, 'b'],
  ])('%s stays whole', (_what, text, start, end, expected) => {
    const range = trimToGraphemes(text, start, end)!;
    expect(text.slice(range.start, range.end)).toBe(expected);
  });

  it('a range of white space has nothing to show', () => {
    expect(trimToGraphemes(' \r\n\t ', 0, 5)).toBeUndefined();
    expect(trimToGraphemes('abc', 1, 1)).toBeUndefined();
  });

  it('an endless run of combining marks still ends', () => {
    const text = `a${'\u0301'.repeat(100_000)}b`;
    expect(trimToGraphemes(text, 0, 50_000)?.start).toBe(0);
  });
});

describe('lines', () => {
  it('a line ends with any of the three line ends', () => {
    expect(lineStarts('a\nb\r\nc\rd')).toEqual([0, 2, 5, 7]);
    expect(lineStarts('')).toEqual([0]);
    expect(lineStarts('\n\n')).toEqual([0, 1, 2]);
  });

  it('lines count from 1, at any offset', () => {
    fc.assert(
      fc.property(awkwardText(), (text) => {
        const offsets = Array.from({ length: text.length + 1 }, (_, offset) => offset);
        const counted = offsets.map((offset) => {
          // Within `\r\n` the line is still the old one.
          const before = text.slice(0, offset).replace(/\r$/, text[offset] === '\n' ? '' : '\r');
          return before.split(/\r\n|\r|\n/).length;
        });
        expect(offsets.map(lineOf(text))).toEqual(counted);
      }),
    );
  });

  it('the line of an offset is found by bisection', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), fc.nat(60), (values, limit) => {
        const sorted = values.sort((a, b) => a - b);
        expect(countUpTo(sorted, limit)).toBe(sorted.filter((value) => value <= limit).length);
      }),
    );
  });
});

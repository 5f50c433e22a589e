import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText, sourceRange } from '../../../../src/core/text/plainText';

describe('the plain text of markdown', () => {
  it.each([
    ['a **bold** and *slanted* `word`', 'a bold and slanted word'],
    ['see [the *docs*](https://a.b/c_(d) "title") now', 'see the docs now'],
    ['![a plot of noise](images/1.png)', 'a plot of noise'],
    ['an optimi-\nzation of\r\nthe self-\nContained', 'an optimization of the self- Contained'],
    ['> an optimi-\n> zation of hydro\u2010\nphones and buo\u00ac\nys', 'an optimization of hydrophones and buoys'],
    ['an optimi-<br>zation of well-<br>\nbeing', 'an optimization of wellbeing'],
    ['soft\u00adly e\ufb03cient', 'softly efficient'],
    ['noise<sup>3</sup> in H<sub>2</sub>O <span id="page-1"></span>here', 'noise 3 in H2O here'],
    ['| a | b |\n|---|:-:|\n| 1 | 2 |', 'a | b | 1 | 2 |'],
    ['> - quoted item', 'quoted item'],
    ['where $\\mathbf{x}_{t} \\in \\mathbb{R}^{d}$ holds', 'where x_t in R^d holds'],
    ['snake_case stays, _this_ does not, 2 \\* 3 &lt; 7', 'snake_case stays, this does not, 2 * 3 < 7'],
    ['a {#sec:one} b <!-- never\nseen --> c', 'a b c'],
    ['', ''],
  ])('the plain text of %j is %j', (source, plain) => {
    expect(plainText(source).text).toBe(plain);
  });

  it('plain text of markdown leads back to its source', () => {
    const source = 'In [our study](x.md), optimi-\nzation wins.';
    const plain = plainText(source, 3);
    const at = plain.text.indexOf('optimization');
    const { start, end } = sourceRange(plain, at, at + 'optimization'.length);
    expect(source.slice(start, end)).toBe('optimi-\nzation');
  });

  it('plain text of any markdown has an offset in the part for each code unit, never decreasing', () => {
    const marks = fc.constantFrom(
      '*',
      '_',
      '[',
      '](',
      ')',
      '$',
      '\\',
      '|',
      '-',
      '\n',
      ' ',
      '<b',
      '>',
      '&amp;',
      'ﬁ',
      'word',
      '#',
      '`',
      '\u00ad',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(marks, fc.string({ unit: 'binary' }))), fc.nat(20), (parts, skipped) => {
        const source = parts.join('');
        const { text, offsets } = plainText(source, skipped);
        expect(offsets.length).toBe(text.length);
        offsets.forEach((offset, at) => {
          expect(offset).toBeGreaterThanOrEqual(at === 0 ? skipped : offsets[at - 1]!);
          expect(offset).toBeLessThan(source.length);
        });
      }),
    );
  });

  it.each([
    '[',
    '<',
    '$',
    '|',
    '-',
    '_',
    '*',
    '\\',
    '&',
    ' ',
    '](',
    '{#',
    '<!--',
    '<a',
    'https://a.b/',
    '\n> ',
    '\n|-',
    '![a',
  ])('plain text of markdown takes linear time for %j', (piece) => {
    const source = piece.repeat(400_000 / piece.length);
    const started = performance.now();
    plainText(source);
    expect(performance.now() - started).toBeLessThan(8000);
  });
});

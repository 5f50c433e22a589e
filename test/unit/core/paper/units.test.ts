import { describe, expect, it } from 'vitest';
import { outlinePaper } from '../../../../src/core/paper/outline';
import { within } from '../../../../src/core/text/pieces';
import { plainTextOf } from '../../../../src/core/text/plainText';
import type { TextRange } from '../../../../src/core/text/trim';
import { contextOf, MAX_UNIT_CHARS, unitsOf, type Unit } from '../../../../src/core/paper/units';

const LONE_SURROGATE = /\p{Surrogate}/u;

function unitsIn(text: string): Unit[] {
  return unitsOf(text, outlinePaper(text, 'markdown'));
}

function texts(text: string): string[] {
  return unitsIn(text).map(({ start, end }) => text.slice(start, end));
}

describe('unitsOf', () => {
  it('every paragraph, item, row and caption is a unit, and nothing else', () => {
    const text = [
      '# Reefs',
      'Noise is loud. It is heard far away.',
      '- shrimp\n- whales',
      '| animal | level |\n|---|---|\n| shrimp | 190 dB |',
      '```\ncode\n```',
      '$$x = 1$$',
      'Figure 1: A reef.',
      '## References',
      '[1] A. Author. A reef. 2020.',
    ].join('\n\n');
    expect(texts(text)).toEqual([
      'Noise is loud. It is heard far away.',
      '- shrimp',
      '- whales',
      '| animal | level |',
      '| shrimp | 190 dB |',
      'Figure 1: A reef.',
    ]);
  });

  it('an indented paragraph is text, and indented code is code', () => {
    const text =
      'One.\n\n\tA second flock of sheep was counted at noon, see Fig. 2.\n\nTwo.\n\n    for (sheep of flock) count(sheep);\n';
    expect(texts(text)).toEqual(['One.', 'A second flock of sheep was counted at noon, see Fig. 2.', 'Two.']);
  });

  it('a long paragraph is cut at sentence ends, and a long sentence at white space', () => {
    const sentence = 'Shrimp are heard at night when the reef is quiet and the moon is new. ';
    const text = sentence.repeat(40) + 'word '.repeat(400);
    const units = unitsIn(text);
    expect(units.length).toBeGreaterThan(3);
    for (const { start, end } of units) expect(end - start).toBeLessThanOrEqual(MAX_UNIT_CHARS);
    expect(units[0]!.sentences).toHaveLength(17);
    const words = units.map(({ start, end }) => text.slice(start, end)).join(' ');
    expect(words.replace(/\s+/g, ' ').trim()).toBe(text.replace(/\s+/g, ' ').trim());
  });

  it('a cut never splits a surrogate pair', () => {
    const text = `a${'𝒳'.repeat(2000)}`;
    expect(unitsIn(text).some(({ start, end }) => LONE_SURROGATE.test(text.slice(start, end)))).toBe(false);
  });

  it('contextOf tells a model what a unit is about', () => {
    const text = '# Reefs\n\n## 2 Data\n\n### *Hydrophones*\n\n| animal | level |\n|---|---|\n| shrimp | 190 dB |\n';
    expect(unitsIn(text).map((unit) => contextOf(text, unit))).toEqual([
      '2 Data > Hydrophones',
      '2 Data > Hydrophones > animal | level |',
    ]);
  });

  it('parts of a paragraph and of a sentence are joined across a gap', () => {
    const text =
      'It is loud. The number of shrimp grows with\n\n![](a.png)\n\nFigure 2: Snaps by hour.\n\nthe heat of the water. It falls at dawn.\n';
    const [torn, caption, ...others] = unitsIn(text);
    expect(others).toEqual([]);
    const of = ({ start, end }: TextRange): string => text.slice(start, end);
    expect(torn!.ranges!.map(of)).toEqual([
      'It is loud. The number of shrimp grows with',
      'the heat of the water. It falls at dawn.',
    ]);
    expect(torn!.sentences.map((sentence) => within(sentence, torn!.ranges).map(of))).toEqual([
      ['It is loud.'],
      ['The number of shrimp grows with', 'the heat of the water.'],
      ['It falls at dawn.'],
    ]);
    expect(of(caption!)).toBe('Figure 2: Snaps by hour.');
    expect(plainTextOf(text, torn!.ranges!, torn!.format).text).toContain('shrimp grows with the heat');
  });

  it('a word that a page break hyphenates is read as one', () => {
    const text = 'The place was found by optimi-\n\n![](a.png)\n\nzation over nine weeks.\n';
    const [unit] = unitsIn(text);
    const { text: plain, offsets } = plainTextOf(text, unit!.ranges!, unit!.format);
    expect(plain).toBe('The place was found by optimization over nine weeks.');
    expect(text[offsets[plain.indexOf('zation')]!]).toBe('z');
    expect(offsets).toHaveLength(plain.length);
  });

  it('image data and long runs without blanks are left out', () => {
    const data = 'iVBORw0KGgo='.repeat(500);
    const text = `The reef ![map](data:image/png;base64,${data}) is loud.\n\n${'A1b2'.repeat(200)}\n\nIt is so.\n`;
    const shown = unitsIn(text).map(({ start, end, ranges = [{ start, end }] }) =>
      ranges.map((range) => text.slice(range.start, range.end)),
    );
    expect(shown).toEqual([['The reef', 'is loud.'], ['It is so.']]);
  });

  it('hidden parts have units on request', () => {
    const text = '# Reefs\n\nIt is loud.\n\n## References\n\n[1] A. Author. A reef. 2020.\n';
    const ofAll = unitsOf(text, outlinePaper(text, 'markdown'), true).map(({ start, end }) => text.slice(start, end));
    expect(ofAll).toEqual(['It is loud.', '[1] A. Author. A reef. 2020.']);
  });
});

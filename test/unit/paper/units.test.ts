import { describe, expect, it } from 'vitest';
import { outlinePaper } from '../../../src/core/paper/outline';
import { contextOf, MAX_UNIT_CHARS, unitsOf, type Unit } from '../../../src/core/paper/units';

const LONE_SURROGATE = /\p{Surrogate}/u;

function unitsIn(text: string): Unit[] {
  return unitsOf(text, outlinePaper(text, 'markdown'));
}

function texts(text: string): string[] {
  return unitsIn(text).map(({ start, end }) => text.slice(start, end));
}

describe('unitsOf', () => {
  it('makes a unit of every paragraph, item, row and caption, and of nothing else', () => {
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

  it('cuts a long paragraph at sentence ends, and a long sentence at white space', () => {
    const sentence = 'Shrimp are heard at night when the reef is quiet and the moon is new. ';
    const text = sentence.repeat(40) + 'word '.repeat(400);
    const units = unitsIn(text);
    expect(units.length).toBeGreaterThan(3);
    for (const { start, end } of units) expect(end - start).toBeLessThanOrEqual(MAX_UNIT_CHARS);
    expect(units[0]!.sentences).toHaveLength(17);
    const words = units.map(({ start, end }) => text.slice(start, end)).join(' ');
    expect(words.replace(/\s+/g, ' ').trim()).toBe(text.replace(/\s+/g, ' ').trim());
  });

  it('never cuts a pair of surrogates', () => {
    const text = `a${'𝒳'.repeat(2000)}`;
    expect(unitsIn(text).some(({ start, end }) => LONE_SURROGATE.test(text.slice(start, end)))).toBe(false);
  });

  it('tells a model what a unit is about', () => {
    const text = '# Reefs\n\n## 2 Data\n\n### *Hydrophones*\n\n| animal | level |\n|---|---|\n| shrimp | 190 dB |\n';
    expect(unitsIn(text).map((unit) => contextOf(text, unit, 'markdown'))).toEqual([
      '2 Data > Hydrophones',
      '2 Data > Hydrophones > animal | level |',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { sectionName } from '../../../../src/core/paper/sections';

describe('the section that a reader would name', () => {
  it.each([
    [['Title', '2 Method', 'Page 4'], '2 Method'],
    [['Title', '2 Method'], '2 Method'],
    [['Page 1 of 9'], 'Page 1 of 9'],
    [[], undefined],
  ])('the section name of %j ignores page numbers', (path, expected) => {
    expect(sectionName(path)).toBe(expected);
  });
});

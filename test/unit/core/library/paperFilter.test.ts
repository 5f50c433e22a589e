import { describe, expect, it } from 'vitest';
import { hitsByPaper } from '../../../../src/core/library/hits';
import { MAX_LIBRARY_BYTES, MAX_PAPERS, withinLimits } from '../../../../src/core/library/limits';
import { PaperFilter } from '../../../../src/core/library/paperFilter';

const INCLUDE = ['**/*.{md,markdown}'];
const EXCLUDE = ['**/node_modules/**', '**/.*/**'];

describe('which files are papers', () => {
  it('papers are the files that match the globs', () => {
    const filter = new PaperFilter(INCLUDE, EXCLUDE);
    for (const path of ['a.md', 'deep/er/b.markdown', 'SHOUTING.MD', 'ünï/ço dé.md']) {
      expect(filter.takesPath(path), path).toBe(true);
    }
    for (const path of [
      'a.txt',
      'md',
      'a.md.bak',
      'node_modules/x/readme.md',
      'sub/node_modules/readme.md',
      '.git/a.md',
    ]) {
      expect(filter.takesPath(path), path).toBe(false);
    }
    expect(filter.entersFolder('node_modules')).toBe(false);
    expect(filter.entersFolder('modules')).toBe(true);
    expect(new PaperFilter([], []).takesPath('a.md')).toBe(false);
  });

  it('files ignored by .gitignore are no papers; the nearest rule decides', () => {
    const filter = new PaperFilter(INCLUDE, EXCLUDE);
    filter.addRules('', 'drafts/\n*.tmp.md\n/top.md\n!keep.tmp.md\n# a comment\n');
    filter.addRules('sub', '*.md\n!yes.md\n');
    expect(filter.entersFolder('drafts')).toBe(false);
    expect(filter.entersFolder('sub/drafts')).toBe(false);
    const taken = ['keep.tmp.md', 'sub/yes.md', 'other/top.md', 'subway/no.md'];
    const left = ['a.tmp.md', 'top.md', 'sub/no.md', 'sub/deep/no.md', 'drafts/a.md', 'x/drafts/y/a.md'];
    expect(taken.filter((path) => !filter.takesPath(path))).toEqual([]);
    expect(left.filter((path) => filter.takesPath(path))).toEqual([]);
  });
});

describe('the limits of a library', () => {
  it('bound the number of papers and their size together', () => {
    const small = Array.from({ length: MAX_PAPERS + 10 }, () => ({ size: 1 }));
    expect(withinLimits(small)).toHaveLength(MAX_PAPERS);
    const half = { size: MAX_LIBRARY_BYTES / 2 };
    const rest = { size: 1 };
    expect(withinLimits([half, half, half, rest])).toEqual([half, half]);
    expect(withinLimits([{ size: MAX_LIBRARY_BYTES + 1 }, rest])).toEqual([rest]);
  });
});

describe('hits of a library search', () => {
  it('hits are grouped by paper, ordered by the best hit', () => {
    const hit = (paper: string, start: number, rank: number) => ({ paper, start, end: start + 1, rank });
    expect(hitsByPaper([hit('a', 0, 1), hit('b', 0, 3), hit('a', 5, 2)])).toEqual([
      { paper: 'b', hits: [hit('b', 0, 3)] },
      { paper: 'a', hits: [hit('a', 5, 2), hit('a', 0, 1)] },
    ]);
    expect(hitsByPaper([])).toEqual([]);
  });
});

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { contentStems } from '../../../src/core/keyword/words';
import { INDEX_VERSION, PaperIndex } from '../../../src/library/paperIndex';
import { outlinePaper } from '../../../src/core/paper/outline';

const WASM = readFileSync(createRequire(import.meta.url).resolve('@sqlite.org/sqlite-wasm/sqlite3.wasm'));
const RUNNING = `# Running\n\n## Data\n\n${'The recordings were collected from forty volunteers. '.repeat(15)}\n\n## Other\n\n${'Rain fell in the afternoon. '.repeat(30)}\n`;
const WEATHER = `# Weather\n\n${'Clouds and rain, but a single recording. '.repeat(20)}\n`;

describe('the index of papers', () => {
  let index: PaperIndex;
  beforeAll(async () => {
    index = await PaperIndex.load(WASM);
  });
  beforeEach(() => {
    index.clear();
    index.put({ address: 'file:///running.md', stamp: '1' }, RUNNING, 'markdown');
    index.put({ address: 'file:///weather.md', stamp: '1' }, WEATHER, 'markdown');
  });

  it('chunks that share words in any form are found, best first', () => {
    const hits = index.search('How were recordings COLLECTED?', 10);
    expect(hits.map(({ paper }) => paper)).toEqual(['file:///running.md', 'file:///weather.md']);
    expect(hits[0]!.rank).toBeGreaterThan(hits[1]!.rank);
    expect(RUNNING.slice(hits[0]!.start, hits[0]!.end)).toContain('forty volunteers');
    expect(index.search('recordings', 1)).toHaveLength(1);
    expect(index.search('quantum', 10)).toEqual([]);
  });

  it("the index holds the paper's chunks and counts their headings", () => {
    const chunks = outlinePaper(RUNNING, 'markdown').chunks.map(({ start, end }) => ({ start, end }));
    expect(chunks.length).toBeGreaterThan(1);
    const found = index.search('running', 10).map(({ start, end }) => ({ start, end }));
    expect(found.sort((a, b) => a.start - b.start)).toEqual(chunks);
  });

  it("operators and quotes of the index's syntax are ordinary words in a question", () => {
    const best = (question: string): string[] => [...new Set(index.search(question, 10).map(({ paper }) => paper))];
    expect(best('"recordings" OR *')).toEqual(best('recordings'));
    expect(best('rain AND NOT')).toEqual(best('rain'));
    expect(best('col:rain')).toEqual(best('col rain'));
    expect(best("rain'; DROP TABLE paper")).toEqual(best('rain DROP TABLE paper'));
    expect(best('- ^ ( ) "')).toEqual([]);
    expect(best('')).toEqual([]);
    expect(index.search('the of and', 10)).toEqual([]);
    expect(index.search('rain-fall', 10).length).toBeGreaterThan(0);
    expect(index.search('x'.repeat(10_000), 10)).toEqual([]);
  });

  it('the data of images has no words in the index', () => {
    const text = '# Reefs\n\n![map](data:image/png;base64,reefmap/snail+whale=)\n\nThe reef is loud.\n';
    index.put({ address: 'file:///reefs.md', stamp: '1' }, text, 'markdown');
    expect(index.search('loud reef', 10)).toHaveLength(1);
    expect(index.search('snail whale', 10)).toEqual([]);
  });

  it('papers are replaced and forgotten', () => {
    index.put({ address: 'file:///running.md', stamp: '2' }, '# New\n\nNothing of it is left.', 'markdown');
    expect(index.papers()).toContainEqual({ address: 'file:///running.md', stamp: '2' });
    expect(index.search('volunteers', 10)).toEqual([]);
    index.remove(['file:///weather.md', 'file:///never.md']);
    expect(index.papers().map(({ address }) => address)).toEqual(['file:///running.md']);
    expect(index.search('clouds', 10)).toEqual([]);
  });

  it('an empty paper is indexed without chunks', () => {
    expect(index.put({ address: 'file:///empty.md', stamp: '1' }, ' \n', 'markdown')).toBe(0);
    expect(index.papers()).toHaveLength(3);
  });

  it('after an error, the changes since the last time they were stored are undone', () => {
    index.save();
    index.put({ address: 'file:///more.md', stamp: '1' }, 'Volunteers again.', 'markdown');
    index.undo();
    expect(index.search('volunteers', 10)).toHaveLength(1);
    index.put({ address: 'file:///more.md', stamp: '1' }, 'Volunteers again.', 'markdown');
    expect(index.search('volunteers', 10)).toHaveLength(2);
  });
});

/** What the index stores of eight papers, as one number: their chunks, the headings above these, and their stems. */
function contentOfIndex(): string {
  const folder = join(import.meta.dirname, '..', '..', 'quality', 'joss', 'papers');
  const hash = createHash('sha256');
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .sort()) {
    const text = readFileSync(join(folder, name), 'utf8');
    for (const { start, end, headings } of outlinePaper(text, 'markdown').chunks) {
      hash.update(JSON.stringify([name, start, end, headings, contentStems(text.slice(start, end))]));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

describe('the version of the index', () => {
  it('goes up when the same papers give another index: raise INDEX_VERSION, then renew this pair', () => {
    expect([INDEX_VERSION, contentOfIndex()]).toEqual([5, '34b6d19610c27591']);
  });
});

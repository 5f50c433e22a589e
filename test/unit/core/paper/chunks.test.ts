import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outlinePaper } from '../../../../src/core/paper/outline';
import { codePointLength } from '../../../../src/core/text/codePoints';

const prose = (length: number): string => 'word '.repeat(length / 5).trimEnd();

/** The texts of the chunks. */
function chunksOf(text: string): string[] {
  return outlinePaper(text, 'markdown').chunks.map(({ start, end }) => text.slice(start, end));
}

describe('chunks', () => {
  it('chunks begin at headings of level 1 to 4, and small ones merge with the next', () => {
    const parts = [
      `# One\n\n${prose(600)}\n\n`,
      `## Two\n\nTiny.\n\n### Three\n\n${prose(600)}\n\n`,
      `#### Four\n\n${prose(600)}\n\n# Last\n\nTiny.\n`,
    ];
    expect(chunksOf(parts.join(''))).toEqual(parts);
  });

  it('a chunk knows the titles above its start', () => {
    const text = `# A\n\n${prose(600)}\n\n## B\n\n${prose(600)}\n\n### C\n\n${prose(600)}\n\n# D\n\n${prose(600)}\n`;
    expect(outlinePaper(text, 'markdown').chunks.map(({ headings }) => headings)).toEqual([
      ['A'],
      ['A', 'B'],
      ['A', 'B', 'C'],
      ['D'],
    ]);
  });

  it('chunk sizes are counted in code points', () => {
    const emoji = '😀'.repeat(400);
    expect(chunksOf(`# A\n\n${emoji}\n\n# B\n\n${emoji}\n\n# C\n\n${emoji}\n`)).toHaveLength(1);
    expect(chunksOf(`# A\n\n${'😀'.repeat(600)}\n\n# B\n\n${'😀'.repeat(600)}\n`)).toHaveLength(2);
  });

  it('chunks longer than 5000 are cut at paragraph breaks only', () => {
    const paragraph = prose(2000);
    const text = `# A\n\n${Array(6).fill(paragraph).join('\n\n')}\n`;
    const chunks = chunksOf(text);
    expect(chunks.length).toBeGreaterThan(1);
    for (const chunk of chunks) {
      expect(codePointLength(chunk)).toBeLessThanOrEqual(5000);
      expect(chunk.endsWith('word') || chunk.endsWith('word\n')).toBe(true);
    }
    expect(chunksOf(`# A\n\n${prose(20_000)}\n`)).toHaveLength(1);
  });

  it('Windows line ends do not change where chunks are cut', () => {
    const text = `# A\n\n${Array(6).fill(prose(2000)).join('\n\n')}\n`;
    const starts = (paper: string) => chunksOf(paper).map((chunk) => chunk.trim().length);
    expect(starts(text.replaceAll('\n', '\r\n')).length).toBe(starts(text).length);
    expect(starts(text.replaceAll('\n', '\r')).length).toBe(starts(text).length);
  });
});

describe('where the reference misreads or loses text', () => {
  it.each(['```', '~~~', '````', '```python'])('a # inside a fence of %s is no heading', (fence) => {
    const code = `${fence}\n# a comment\n\n${prose(600)}\n${/^[`~]+/.exec(fence)![0]}\n`;
    const text = `# A\n\n${prose(600)}\n\n${code}\n# B\n\n${prose(600)}\n`;
    const { headings, chunks } = outlinePaper(text, 'markdown');
    expect(headings.map(({ title }) => title)).toEqual(['A', 'B']);
    expect(chunks.map(({ start }) => start)).toEqual([0, text.indexOf('# B')]);
  });

  it('a fence ends at one of its kind that is long enough, and an unclosed one reaches to the end', () => {
    const inner = outlinePaper('````\n# a\n```\n# b\n~~~~\n# c\n````\n# D\n', 'markdown');
    expect(inner.headings.map(({ title }) => title)).toEqual(['D']);
    expect(outlinePaper('# A\n\n```\n# b\n\n# c\n', 'markdown').headings.map(({ title }) => title)).toEqual(['A']);
    expect(outlinePaper('# A\n\n``` a`b\n# B\n', 'markdown').headings.map(({ title }) => title)).toEqual(['A', 'B']);
  });

  it('text under headings of level 5 and 6 belongs to the chunk before', () => {
    const text = `# A\n\n${prose(600)}\n\n##### Five\n\n${prose(600)}\n\n###### Six\n\n${prose(600)}\n\n# B\n\n${prose(600)}\n`;
    expect(chunksOf(text)).toEqual([text.slice(0, text.indexOf('# B')), text.slice(text.indexOf('# B'))]);
  });

  it('a table that occurs twice stays whole in both places', () => {
    const table = `| a | b |\n|---|---|\n| ${prose(1500)} |   |\n`;
    const text = `# A\n\n${prose(3000)}\n\n${table}\n${prose(3000)}\n\n${table}\n${prose(3000)}\n`;
    const chunks = chunksOf(text);
    expect(chunks.filter((chunk) => chunk.includes(table.trimEnd()))).toHaveLength(2);
  });

  it('white space between pieces stays with a neighbour', () => {
    const text = `\n\n \n# A\n\n${prose(4000)}\n\n\n   \n\n${prose(4000)}\n\n\n`;
    expect(chunksOf(text).join('')).toBe(text);
    expect(chunksOf(text)).toHaveLength(2);
  });
});

describe('what is never cut', () => {
  /** A part with blank lines in it, at a place where a chunk would be cut otherwise. */
  const around = (part: string, before = 4600): string => `# A\n\n${prose(before)}\n\n${part}\n\n${prose(4600)}\n`;
  const rows = `| a | b |\n|---|---|\n| ${prose(300)} | d |`;

  it.each([
    ['a fenced block', `\`\`\`\n${prose(200)}\n\n${prose(200)}\n\`\`\``],
    ['a table and the caption before it', `Table 1: A caption.\n\n${rows}`],
    ['a table and the caption after it, the last of the text', `${rows}\n\nTable 1. A caption.`],
  ])('%s is never cut', (_what, part) => {
    expect(chunksOf(around(part)).filter((chunk) => chunk.includes(part))).toHaveLength(1);
    const windows = part.replaceAll('\n', '\r\n');
    const text = around(part).replaceAll('\n', '\r\n');
    expect(chunksOf(text).filter((chunk) => chunk.includes(windows))).toHaveLength(1);
  });

  it('a caption after a table does not belong to it when another table follows', () => {
    const text = `${around(`${rows}\n\nTable 2. Of the next.`, 4650)}\n${rows}\n`;
    expect(outlinePaper(text, 'markdown').chunks.some(({ start }) => text.startsWith('\n\nTable 2.', start))).toBe(
      true,
    );
  });
});

const shared = process.env['EVIDENCE_LENS_SHARED'] ?? join(process.cwd(), '..', 'shared');
const stress = join(shared, 'data', 'papers', 'stress.md');
const available = existsSync(stress);
console.log(available ? `Stress paper: ${stress}` : `Stress paper skipped: there is no ${stress}`);

describe.skipIf(!available)('the stress paper', () => {
  it('chunks cover the stress paper and cut no fence or table', () => {
    const text = available ? readFileSync(stress, 'utf8') : '';
    const { chunks, blocks } = outlinePaper(text, 'markdown');
    expect(chunks.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
    const whole = blocks.filter(({ kind }) => kind === 'table' || kind === 'code');
    expect(whole.length).toBeGreaterThan(0);
    for (const block of whole) {
      expect(chunks.filter(({ start, end }) => start <= block.start && block.end <= end)).toHaveLength(1);
    }
  });
});

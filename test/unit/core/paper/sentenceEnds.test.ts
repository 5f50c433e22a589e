import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outlinePaper } from '../../../../src/core/paper/outline';
import { unitsOf } from '../../../../src/core/paper/units';

const QUALITY = join(process.cwd(), 'test', 'quality');
const QUESTIONS = join(process.env['EVIDENCE_LENS_SHARED'] ?? join(process.cwd(), '..', 'shared'), 'data', 'questions');

interface MarkedText {
  readonly paper: string;
  readonly sha256: string;
  readonly parts: readonly (readonly [start: number, end: number])[];
  readonly ends: readonly number[];
}

interface Counts {
  marked: number;
  found: number;
  right: number;
}

const TEXTS = JSON.parse(readFileSync(join(QUALITY, 'sentences', 'ends.json'), 'utf8')) as readonly MarkedText[];

function pathOf({ paper }: MarkedText): string {
  return join(paper.startsWith('papers/') ? QUESTIONS : QUALITY, paper);
}

/** Counts marked, found and right ends among those that `counts` says. */
function count(counted: Counts, marked: readonly number[], found: ReadonlySet<number>): void {
  counted.marked += marked.length;
  counted.found += found.size;
  counted.right += marked.filter((end) => found.has(end)).length;
}

function shareOf({ marked, found, right }: Counts): string {
  const percent = (all: number): string => ((100 * right) / all).toFixed(1);
  return `precision ${percent(found)} % of ${found}, recall ${percent(marked)} % of ${marked}`;
}

describe('the ends of sentences that were marked by hand', () => {
  it('the ends of sentences that were marked by hand are found, 98 % of them, and few others', () => {
    const all: Counts = { marked: 0, found: 0, right: 0 };
    const within: Counts = { marked: 0, found: 0, right: 0 };
    const absent: string[] = [];
    for (const marked of TEXTS) {
      if (!existsSync(pathOf(marked))) {
        absent.push(marked.paper);
        continue;
      }
      const text = readFileSync(pathOf(marked), 'utf8').replace(/^\ufeff/, '');
      expect(createHash('sha256').update(text).digest('hex'), marked.paper).toBe(marked.sha256);
      const isRead = (end: number): boolean => marked.parts.some(([from, to]) => end > from && end <= to);
      const sentences = unitsOf(text, outlinePaper(text, 'markdown')).flatMap((unit) => unit.sentences);
      const found = sentences.map(({ end }) => end).filter(isRead);
      count(all, marked.ends, new Set(found));
      // The end of a paragraph is easy: how it is without these.
      const isWithin = (end: number): boolean => /^[^\S\n]*\n?[^\S\n]*\S/.test(text.slice(end, end + 100));
      count(within, marked.ends.filter(isWithin), new Set(found.filter(isWithin)));
    }
    console.log(`ends of sentences: ${shareOf(all)}; within paragraphs: ${shareOf(within)}`);
    if (absent.length > 0) console.log(`not counted, as the optional test data is not there: ${absent.join(', ')}`);
    expect(all.marked).toBeGreaterThanOrEqual(300);
    for (const { marked, found, right } of [all, within]) {
      expect(right / marked).toBeGreaterThanOrEqual(0.98);
      expect(right / found).toBeGreaterThanOrEqual(0.98);
    }
  });
});

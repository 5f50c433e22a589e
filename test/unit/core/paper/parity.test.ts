import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outlinePaper } from '../../../../src/core/paper/outline';

const shared = process.env['EVIDENCE_LENS_SHARED'] ?? join(process.cwd(), '..', 'shared');
const papers = join(shared, 'data', 'papers');
const available = existsSync(papers);
console.log(available ? `Chunk parity: papers of ${papers}` : `Chunk parity skipped: there is no ${papers}`);

describe.skipIf(!available)('chunks of the reference', () => {
  const cuts = available
    ? (JSON.parse(readFileSync(join(papers, 'reference-chunks.json'), 'utf8')) as Record<string, [number, number][]>)
    : {};

  it.each(Object.keys(cuts))('%s is cut at the same places as by the reference', (name) => {
    const text = readFileSync(join(papers, name), 'utf8');
    const { chunks } = outlinePaper(text, 'markdown');
    expect(chunks.map((chunk) => chunk.start)).toEqual(cuts[name]!.map(([start]) => start));
    chunks.forEach((chunk, index) => {
      const [, end] = cuts[name]![index]!;
      expect(text.slice(end, chunk.end).trim()).toBe('');
    });
  });
});

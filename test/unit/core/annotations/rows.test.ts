import { describe, expect, it } from 'vitest';
import { annotationRows, rowsToJsonLines } from '../../../../src/core/annotations/rows';
import { Answer } from '../../../../src/core/answers/answer';
import { engineSource } from '../../../../src/core/answers/source';
import type { Outline } from '../../../../src/core/paper/types';
import { parseRows } from '../../../../scripts/eval/rows';
import { at } from '../questions/support';

const first = '# 😀 One\n\nForty 😀 people ran at dawn.\n\n';
const second = 'Rain fell. Nobody 😀 minded.\n\n';
const third = 'The end.\n';
const text = first + second + third;
const outline: Outline = {
  format: 'markdown',
  headings: [],
  blocks: [],
  chunks: [
    { start: 0, end: first.length, headings: [] },
    { start: first.length, end: first.length + second.length, headings: [] },
    { start: first.length + second.length, end: text.length, headings: [] },
  ],
};

function answered(chunks: readonly number[]): Answer {
  const answer = new Answer('Who ran?', engineSource('keyword'), text);
  answer.setOutline(outline);
  for (const chunk of chunks) answer.addScores(chunk, { kind: 'blocks', ranges: [], sentences: [] });
  answer.state = 'complete';
  return answer;
}

describe('annotation rows', () => {
  const evidence = [at('people ran at dawn.', text), at('Nobody 😀 minded.', text)];

  it('annotation rows are one for each chunk, in code points, including chunks without evidence', () => {
    const rows = annotationRows(answered([0, 1, 2]), evidence, [], 'P1');
    expect(rows.map(({ chunk, label, paper_id: id, chunk_index: index }) => [id, index, chunk, label])).toEqual([
      ['P1', 0, first, 1],
      ['P1', 1, second, 1],
      ['P1', 2, third, 0],
    ]);
    for (const { chunk, spans } of rows) {
      for (const span of spans) expect(Array.from(chunk).slice(span.start, span.end).join('')).toBe(span.text);
    }
    expect(rows[0]!.spans).toEqual([{ start: 17, end: 36, text: 'people ran at dawn.' }]);
  });

  it('annotation rows leave out chunks with a passage that is not judged yet', () => {
    const rows = (unjudged: readonly string[]): number[] =>
      annotationRows(
        answered([0, 1, 2]),
        evidence,
        unjudged.map((part) => at(part, text)),
        'P1',
      ).map(({ chunk_index: index }) => index);
    expect(rows(['The end.'])).toEqual([0, 1]);
    expect(rows(['Forty', 'Rain fell.'])).toEqual([2]);
  });

  it('exported annotation rows are read back with the same ranges', () => {
    const parsed = parseRows(rowsToJsonLines(annotationRows(answered([0, 1, 2]), evidence, [], 'P1')));
    const starts = outline.chunks.map(({ start }) => start);
    const gold = parsed.flatMap(({ row }, index) =>
      row.gold.map(({ start, end }) => ({ start: start + starts[index]!, end: end + starts[index]! })),
    );
    expect(gold).toEqual(evidence);
    expect(parsed.map(({ row }) => row.query)).toEqual(['Who ran?', 'Who ran?', 'Who ran?']);
    expect(new Set(parsed.map(({ key }) => key)).size).toBe(3);
  });

  it('annotation rows leave out chunks that were neither scored nor marked, and cut evidence at chunk borders', () => {
    const crossing = { start: first.length - 8, end: first.length + 4 };
    const rows = annotationRows(answered([2]), [crossing], [], 'P1');
    expect(rows.map(({ chunk_index: index, spans }) => [index, spans.map((span) => span.text)])).toEqual([
      [0, ['dawn.\n\n'.padStart(8)]],
      [1, ['Rain']],
      [2, []],
    ]);
  });
});

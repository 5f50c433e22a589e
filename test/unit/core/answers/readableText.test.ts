import { describe, expect, it } from 'vitest';
import { Answer } from '../../../../src/core/answers/answer';
import { readableText } from '../../../../src/core/answers/readableText';
import { engineSource } from '../../../../src/core/answers/source';
import { annotationRows } from '../../../../src/core/annotations/rows';
import { outlinePaper } from '../../../../src/core/paper/outline';
import type { PaperFormat } from '../../../../src/core/paper/types';
import { unitsOf } from '../../../../src/core/paper/units';
import { markedPassages } from '../../../../src/core/questions/marks';

/** The units of a text, as a reader sees them. */
function shown(text: string, format: PaperFormat = 'markdown'): string[] {
  const outline = outlinePaper(text, format);
  return unitsOf(text, outline).map((unit) => readableText(outline, unit, text, unit));
}

const TABLE = '# Reefs\n\nTable 1: Snaps by reef.\n\n| Reef | Snaps | |\n|---|--:|---|\n| **North** | 120 | a |\n';
const TORN =
  '# Reefs\n\nThe snapping of the shrimp grows with\n\n![](a.png)\n\nFigure 1: Snaps by hour, in the north.\n\nthe heat of the water. It ends at dawn.\n';

describe('what a reader sees of a passage', () => {
  it('has the cells of a row without bars, tags and marks of emphasis', () => {
    expect(shown(TABLE)).toContain('North · 120 · a');
    const html = '<table><tr><th>Reef</th><th>Snaps</th></tr><tr><td>North</td><td>120</td></tr></table>\n';
    expect(shown(html)).toContain('North · 120');
    const latex =
      '\\begin{document}\n\\begin{tabular}{lr}\nReef & Snaps \\\\\n\\emph{North} & 120 \\\\\n\\end{tabular}\n\\end{document}\n';
    expect(shown(latex, 'latex')).toContain('North · 120');
  });

  it('says that words are left out where there are words, and else only that it goes on', () => {
    expect(shown(TORN)).toContain('The snapping of the shrimp grows with … the heat of the water. It ends at dawn.');
    const page = TORN.replace('\n\nFigure 1: Snaps by hour, in the north.', '');
    expect(shown(page)).toContain('The snapping of the shrimp grows with the heat of the water. It ends at dawn.');
    expect(shown('It was found by optimi-\n\n![](a.png)\n\nzation of all.\n')).toEqual([
      'It was found by optimization of all.',
    ]);
  });

  it('is word for word what it was when nothing is known of the paper', () => {
    expect(readableText(undefined, { start: 0, end: 7 }, '| a | b', { start: 0, end: 7 })).toBe('| a | b');
  });
});

describe('a torn passage that a reader accepts', () => {
  const outline = outlinePaper(TORN, 'markdown');
  const answer = new Answer('?', engineSource('keyword'), TORN);
  answer.setOutline(outline);
  answer.addScores(0, { kind: 'blocks', ranges: [], sentences: [] });
  const start = TORN.indexOf('The snapping');
  const end = TORN.indexOf(' It ends');
  const view = { threshold: 0.2, minSpanChars: 10, mergeGapChars: 20, includeReferences: false };

  it('keeps its pieces, without the figure between them', () => {
    const [passage] = markedPassages(answer, view, [{ start, end, verdict: 'accepted' }]);
    expect(passage!.text).toBe('The snapping of the shrimp grows with … the heat of the water.');
    expect(passage!.ranges).toHaveLength(2);
    const caption = { start: TORN.indexOf('Figure 1'), end: TORN.indexOf('Figure 1') + 20 };
    expect(markedPassages(answer, view, [{ ...caption, verdict: 'added' }])[0]!.ranges).toBeUndefined();
    // What begins outside the paragraph has what the reader has selected.
    const wider = { start: TORN.indexOf('Figure 1'), end, verdict: 'added' as const };
    expect(markedPassages(answer, view, [wider])[0]!.text).toBe(TORN.slice(wider.start, end));
  });

  it('is one span of training data for each piece', () => {
    const evidence = markedPassages(answer, view, [{ start, end, verdict: 'accepted' }]);
    const spans = annotationRows(answer, evidence, [], 'P').flatMap((row) => row.spans.map(({ text }) => text));
    expect(spans).toEqual(['The snapping of the shrimp grows with', 'the heat of the water.']);
  });
});

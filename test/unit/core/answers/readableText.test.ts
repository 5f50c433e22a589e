import { describe, expect, it } from 'vitest';
import { Answer } from '../../../../src/core/answers/answer';
import { quotedText, readableText } from '../../../../src/core/answers/readableText';
import { engineSource } from '../../../../src/core/answers/source';
import { annotationRows } from '../../../../src/core/annotations/rows';
import { outlinePaper } from '../../../../src/core/paper/outline';
import type { PaperFormat } from '../../../../src/core/paper/types';
import { unitsOf } from '../../../../src/core/paper/units';
import { markedPassages } from '../../../../src/core/questions/marks';

/** The units of a text, as a reader sees them. */
function shown(text: string, format: PaperFormat = 'markdown'): string[] {
  const outline = outlinePaper(text, format);
  return unitsOf(text, outline).map((unit) => readableText({ outline, text }, unit));
}

const TABLE = '# Reefs\n\nTable 1: Snaps by reef.\n\n| Reef | Snaps | |\n|---|--:|---|\n| **North** | 120 | a |\n';
const ANCHORED = 'The reef is loud. <span id="page-2-2"></span> ].\n';
const TORN =
  '# Reefs\n\nThe snapping of the shrimp grows with\n\n![](a.png)\n\nFigure 1: Snaps by hour, in the north.\n\nthe heat of the water. It ends at dawn.\n';

describe('what a reader sees of a passage', () => {
  it('what a reader sees of a passage has the cells of a row with the names of their columns and the caption, without bars, tags and marks of emphasis', () => {
    expect(shown(TABLE)).toContain('North · Snaps: 120 · a · Table 1: Snaps by reef.');
    const html = '<table><tr><th>Reef</th><th>Snaps</th></tr><tr><td>North</td><td>120</td></tr></table>\n';
    expect(shown(html)).toContain('North · Snaps: 120');
    const latex =
      '\\begin{document}\n\\begin{tabular}{lr}\nReef & Snaps \\\\\n\\emph{North} & 120 \\\\\n\\end{tabular}\n\\end{document}\n';
    expect(shown(latex, 'latex')).toContain('North · Snaps: 120');
  });

  it('what a reader sees of a passage names no columns where the first row of a table holds figures too, or has other cells than the row', () => {
    const bare = '| Warm-up | 100 |\n|---|---|\n| Learning rate | 1E-05 |\n';
    expect(shown(bare)).toEqual(['Warm-up: 100', 'Learning rate: 1E-05']);
    expect(shown('| Reef | Snaps | Hour |\n|---|---|---|\n| North | 120 |\n')).toContain('North: 120');
  });

  it.each([
    ['an anchor', '<span id="page-2-2"></span>Reefs are loud.', 'Reefs are loud.'],
    [
      'a citation',
      'Reefs [(Ramakrishnan et al.,](#page-11-7) [2021)](#page-11-7) snap.',
      'Reefs (Ramakrishnan et al., 2021) snap.',
    ],
    [
      'brackets in a link',
      'Reefs snap [\\[9,](#page-9-0) [8\\]](#page-9-1), [[12\\]](#page-4-1) [\\[23\\]](#page-9-13).',
      'Reefs snap [9, 8], [12] [23].',
    ],
    ['emphasis', 'The *vine* of **all** reefs_a.', 'The vine of all reefs_a.'],
    ['a sign of a footnote', 'Stella<sup>1</sup> , of H<sub>2</sub>O', 'Stella¹, of H2O'],
    ['a sign that is escaped twice', '<sup>&</sup>lt;sup>1</sup>We note that.', '¹We note that.'],
    ['a formula', 'With $\\alpha_{i} \\leq 3$ it snaps.', 'With α_i ≤ 3 it snaps.'],
    ['prices', 'It costs $5 here and $10 there.', 'It costs $5 here and $10 there.'],
    ['an address', 'See <https://example.org/a/very/long/path> now.', 'See https://example.org/a/very/long/path now.'],
    ['names in angle brackets', 'The token <bos> begins it.', 'The token <bos> begins it.'],
    ['a citation key', 'As [@doe2020] show.', 'As [@doe2020] show.'],
    ['entities', 'p &lt; 0.05 &#x2013; and a&nbsp;b', 'p < 0.05 – and a b'],
    ['arithmetic', 'It is 3 * 4 or 3 \\* 4.', 'It is 3 * 4 or 3 * 4.'],
  ])('has no markup but all words: %s', (_, text, words) => {
    expect(shown(`${text}\n`)).toEqual([words]);
  });

  it('what a reader sees of a passage has no bullet and no number of a list item, but the numbers of running text', () => {
    expect(shown('# A\n\n- Limited memory.\n\nThen:\n\n3. *Walker*.\n')).toEqual([
      'Limited memory.',
      'Then:',
      'Walker.',
    ]);
    expect(shown('It was 7. Then it was 8.\n')).toEqual(['It was 7. Then it was 8.']);
  });

  it('what a reader sees of a passage is the words of LaTeX without its commands', () => {
    const latex = '\\begin{document}\nIn \\textbf{Norway}~\\cite{foo}, reefs snap.\n\\end{document}\n';
    expect(shown(latex, 'latex')).toEqual(['In Norway, reefs snap.']);
  });

  it('nothing but anchors and signs is no passage for a reader', () => {
    expect(shown('<span id="page-2-2"></span>\n\nReefs.\n')).toEqual(['Reefs.']);
    const outline = outlinePaper(ANCHORED, 'markdown');
    const sentences = unitsOf(ANCHORED, outline).flatMap((unit) => unit.sentences);
    expect(sentences.map(({ start, end }) => ANCHORED.slice(start, end))).toEqual(['The reef is loud.']);
  });

  it('what a reader sees of a passage says that words are left out where there are words, and else only that it goes on', () => {
    expect(shown(TORN)).toContain('The snapping of the shrimp grows with … the heat of the water. It ends at dawn.');
    const page = TORN.replace('\n\nFigure 1: Snaps by hour, in the north.', '');
    expect(shown(page)).toContain('The snapping of the shrimp grows with the heat of the water. It ends at dawn.');
    expect(shown('It was found by optimi-\n\n![](a.png)\n\nzation of all.\n')).toEqual([
      'It was found by optimization of all.',
    ]);
  });

  it.each(['[', '](', '\\\\', '[a](b) ', '<span id="a">', '<sup>', '$', ' .'])(
    'what a reader sees of a passage takes linear time for %j',
    (piece) => {
      const text = piece.repeat(100_000 / piece.length);
      const started = performance.now();
      readableText({ outline: undefined, text }, { start: 0, end: text.length });
      // Quadratic time would take minutes.
      expect(performance.now() - started).toBeLessThan(10_000);
    },
  );

  it('what a reader sees of a passage has the words when nothing is known of the paper', () => {
    expect(readableText({ outline: undefined, text: '**a** b' }, { start: 0, end: 7 })).toBe('a b');
  });
});

describe('a passage as a quote', () => {
  const quoted = (text: string, format: PaperFormat = 'markdown'): string[] => {
    const outline = outlinePaper(text, format);
    return unitsOf(text, outline).map((unit) => quotedText(outline, unit, text, unit));
  };

  it('a passage as a quote keeps emphasis, formulas and addresses of markdown, but no anchors and no links into the paper', () => {
    const text =
      '<span id="page-2-2"></span>The *vine* [\\[23\\]](#page-9-13) has $a_i$ [here](https://example.org).\n';
    expect(quoted(text)).toEqual(['The *vine* \\[23\\] has $a_i$ [here](https://example.org).']);
  });

  it('a passage as a quote has the words of LaTeX, escaped for markdown', () => {
    const latex = '\\begin{document}\nIn \\textbf{Norway}~\\cite{foo}, reefs\\_a snap.\n\\end{document}\n';
    expect(quoted(latex, 'latex')).toEqual(['In Norway, reefs\\_a snap.']);
  });

  it('a passage as a quote has the cells of a table row alone', () => {
    expect(quoted(TABLE)).toContain('North · 120 · a');
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

  it('a torn passage that a reader accepts keeps its pieces, without the figure between them', () => {
    const [passage] = markedPassages(answer, view, [{ start, end, verdict: 'accepted' }]);
    expect(passage!.text).toBe('The snapping of the shrimp grows with … the heat of the water.');
    expect(passage!.ranges).toHaveLength(2);
    const caption = { start: TORN.indexOf('Figure 1'), end: TORN.indexOf('Figure 1') + 20 };
    expect(markedPassages(answer, view, [{ ...caption, verdict: 'added' }])[0]!.ranges).toBeUndefined();
    // What begins outside the paragraph has what the reader has selected.
    const wider = { start: TORN.indexOf('Figure 1'), end, verdict: 'added' as const };
    expect(markedPassages(answer, view, [wider])[0]!.text).toBe(TORN.slice(wider.start, end));
  });

  it('a torn passage that a reader accepts is one span of training data for each piece', () => {
    const evidence = markedPassages(answer, view, [{ start, end, verdict: 'accepted' }]);
    const spans = annotationRows(answer, evidence, [], 'P').flatMap((row) => row.spans.map(({ text }) => text));
    expect(spans).toEqual(['The snapping of the shrimp grows with', 'the heat of the water.']);
  });
});

import { describe, expect, it } from 'vitest';
import { reportOf, sectionsOf } from '../../../../src/core/agents/report';
import { Answer, type View } from '../../../../src/core/answers/answer';
import { engineSource } from '../../../../src/core/answers/source';
import { ownFile } from '../../../../src/core/paper/fileText';
import { outlinePaper } from '../../../../src/core/paper/outline';

const TEXT = '# Title\r\n\r\n## One\r\n\r\nFirst passage,\r\nof two lines.\r\n\r\n## Two\r\n\r\nSecond passage 😀.\r\n';
const VIEW: View = { threshold: 0.2, minSpanChars: 1, mergeGapChars: 0, includeReferences: false };

function answerOf(...scores: readonly (readonly [text: string, score: number])[]): Answer {
  const answer = new Answer('why?', engineSource('keyword'), TEXT);
  answer.setOutline(outlinePaper(TEXT, 'markdown'));
  const ranges = scores.map(([text, score]) => ({
    start: TEXT.indexOf(text),
    end: TEXT.indexOf(text) + text.length,
    score,
  }));
  answer.addScores(0, { kind: 'blocks', ranges, sentences: [] });
  return answer;
}

const FIRST = 'First passage,\r\nof two lines.';
const SECOND = 'Second passage 😀.';

describe('the report for an agent', () => {
  it('a report lists the best quotes first, verbatim, with score, lines, section and address', () => {
    const report = reportOf(answerOf([FIRST, 0.4567], [SECOND, 0.9]), VIEW, 10, 'file:///p.md');
    expect(report).toMatchObject({ question: 'why?', model: 'keyword', threshold: 0.2, found: 2 });
    expect(report.note).toBeUndefined();
    expect(report.quotes).toEqual([
      expect.objectContaining({ text: SECOND, score: 0.9, line: 10, endLine: 10, section: ['Title', 'Two'] }),
      expect.objectContaining({ text: FIRST, score: 0.46, line: 5, endLine: 6, section: ['Title', 'One'] }),
    ]);
    for (const { start, end, text, uri } of report.quotes) {
      expect(TEXT.slice(start, end)).toBe(text);
      expect(uri).toBe('file:///p.md');
    }
  });

  it('a report gives the pieces of a passage that other text splits', () => {
    const answer = answerOf();
    const [first, second] = [TEXT.indexOf(FIRST), TEXT.indexOf(SECOND)];
    const [start, end] = [first, second + SECOND.length];
    const ranges = [
      { start, end: first + FIRST.length },
      { start: second, end },
    ];
    answer.addScores(0, {
      kind: 'sentences',
      units: [{ start, end, ranges, sentences: [{ start, end, score: 0.5 }] }],
    });
    expect(reportOf(answer, VIEW, 10, 'file:///p.md').quotes).toEqual([
      expect.objectContaining({
        text: `${FIRST} … ${SECOND}`,
        ranges: ranges.map((range) => [range.start, range.end]),
      }),
    ]);
  });

  it('a report says how to see more than the limit', () => {
    const report = reportOf(answerOf([FIRST, 0.4], [SECOND, 0.9]), VIEW, 1, 'file:///p.md');
    expect(report.found).toBe(2);
    expect(report.quotes.map(({ text }) => text)).toEqual([SECOND]);
    expect(report.note).toBe("1 more reach the threshold: raise 'limit' to see them.");
  });

  it('a report says what to do when nothing reaches the threshold, or when there is no score at all', () => {
    const weak = reportOf(answerOf([FIRST, 0.119]), VIEW, 10, 'file:///p.md');
    expect(weak.quotes).toEqual([]);
    expect(weak.note).toMatch(/^Nothing scores 0\.20 or more; the best passage has 0\.12: ask with 'threshold' 0\.11/);
    for (const none of [answerOf(), answerOf([FIRST, 0.004])]) {
      expect(reportOf(none, VIEW, 10, 'file:///p.md').note).toMatch(/^Nothing found: no passage scores above 0\.00/);
    }
  });

  it('a report lists sections with their lines', () => {
    expect(sectionsOf(ownFile(TEXT), outlinePaper(TEXT, 'markdown'), 'file:///p.md')).toEqual({
      uri: 'file:///p.md',
      sections: [
        { level: 1, title: 'Title', line: 1 },
        { level: 2, title: 'One', line: 3 },
        { level: 2, title: 'Two', line: 8 },
      ],
      lines: 11,
    });
  });
});

import { describe, expect, it } from 'vitest';
import { Answer, type View } from '../../../../src/core/answers/answer';
import { engineSource } from '../../../../src/core/answers/source';
import { outlinePaper } from '../../../../src/core/paper/outline';
import { Paper } from '../../../../src/core/questions/paper';
import { MOST_SHOWN } from '../../../../src/core/questions/placing';
import type { Span } from '../../../../src/core/spans/scores';

const view: View = { threshold: 0.2, minSpanChars: 3, mergeGapChars: 5, includeReferences: false };

/** A paper of paragraphs with these scores, of which one question was asked. */
function asked(scores: readonly number[]): { paper: Paper; document: { getText(): string }; answer: Answer } {
  const paragraphs = scores.map((_, at) => `Paragraph ${at} begins. It ends here.`);
  const text = `${paragraphs.join('\n\n')}\n`;
  const ranges = paragraphs.map((paragraph, at): Span => {
    const start = text.indexOf(paragraph);
    return { start, end: start + paragraph.length, score: scores[at]! };
  });
  const sentences = ranges.map(({ start, score }): Span => ({
    start,
    end: start + text.slice(start).indexOf('.') + 1,
    score,
  }));
  const answer = new Answer('?', engineSource('keyword'), text);
  answer.setOutline(outlinePaper(text, 'markdown'));
  answer.addScores(0, { kind: 'blocks', ranges, sentences });
  answer.state = 'complete';
  const document = { getText: (): string => text };
  const paper = new Paper();
  paper.ask({ id: 'a', answer, askedAt: 1 }, document);
  return { paper, document, answer };
}

describe('very many passages', () => {
  const scores = Array.from({ length: 40 }, (_, at) => 0.3 + ((at * 7) % 40) / 100);

  it('the best are shown first, by place, and all on request until the question is asked again', () => {
    const { paper, document, answer } = asked(scores);
    const { passages, more } = paper.placement(document, view);
    expect([passages.length, more.length]).toEqual([MOST_SHOWN, 40 - MOST_SHOWN]);
    const weakest = Math.min(...passages.map(({ score }) => score));
    expect(more.every(({ score }) => score <= weakest)).toBe(true);
    expect(passages.map(({ start }) => start)).toEqual(passages.map(({ start }) => start).sort((a, b) => a - b));

    paper.showAll(true);
    expect(paper.placement(document, view).passages).toHaveLength(40);
    paper.showAll(false);
    expect(paper.placement(document, view).passages).toHaveLength(MOST_SHOWN);

    paper.showAll(true);
    const again = new Answer('?', engineSource('keyword'), answer.text);
    again.setOutline(answer.outline!);
    again.addScores(0, answer.scoresAt(0)!.scores);
    paper.ask({ id: 'a', answer: again, askedAt: 2 }, document);
    expect(paper.placement(document, view).passages).toHaveLength(MOST_SHOWN);
  });

  it('what the reader accepted is always shown', () => {
    const { paper, document, answer } = asked(scores);
    const weakest = answer.passages(view).reduce((a, b) => (b.score < a.score ? b : a));
    paper.changeQuestion('a', { marks: [{ start: weakest.start, end: weakest.end, verdict: 'accepted' }] });
    const { passages } = paper.placement(document, view);
    expect(passages).toHaveLength(MOST_SHOWN);
    expect(passages.some(({ start, verdict }) => start === weakest.start && verdict === 'accepted')).toBe(true);
  });
});

describe('the emphasis of a passage', () => {
  it('the answering sentence is marked strongly and the rest of its paragraph faintly, also after an edit', () => {
    const { paper, answer } = asked([0.5]);
    const text = `New words.\n\n${answer.text}`;
    paper.edit([{ offset: 0, deleted: 0, text: 'New words.\n\n' }]);
    const [passage] = paper.placement({ getText: () => text }, view).passages;
    const words = (ranges: readonly { start: number; end: number }[] | undefined): string[] =>
      (ranges ?? []).map(({ start, end }) => text.slice(start, end));
    expect(words(passage!.emphasis?.answering)).toEqual(['Paragraph 0 begins.']);
    expect(words(passage!.emphasis?.around)).toEqual(['It ends here.']);
  });

  it('what the reader accepted is marked as a whole', () => {
    const { paper, document } = asked([0.5]);
    paper.changeQuestion('a', { marks: [{ start: 0, end: 33, verdict: 'accepted' }] });
    const [passage] = paper.placement(document, view).passages;
    expect(passage!.emphasis).toEqual({ answering: [{ start: 0, end: 33 }], around: [] });
  });
});

describe('where nothing reaches the threshold', () => {
  it('the three best passages below it are offered, best first, and lowering it to the last lights them', () => {
    const { paper, document } = asked([0.1, 0.15, 0.05, 0.12, 0.14]);
    const weaker = paper.weaker(document, view);
    expect(weaker.map(({ score }) => score)).toEqual([0.15, 0.14, 0.12]);
    const lit = paper.placement(document, { ...view, threshold: 0.12 }).passages;
    expect(lit.map(({ score }) => score).sort()).toEqual([0.12, 0.14, 0.15]);
  });

  it('far weaker ones than the best are not, nor any while something is lit or being read', () => {
    expect(asked([0.19, 0.001]).paper.weaker(asked([0.19, 0.001]).document, view)).toHaveLength(1);
    const lit = asked([0.5, 0.1]);
    expect(lit.paper.weaker(lit.document, view)).toEqual([]);
    const running = asked([0.1]);
    running.answer.state = 'running';
    expect(running.paper.weaker(running.document, view)).toEqual([]);
  });
});

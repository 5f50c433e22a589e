import { describe, expect, it } from 'vitest';
import { Answer } from '../../../../src/core/answers/answer';
import { engineSource } from '../../../../src/core/answers/source';
import { outlinePaper } from '../../../../src/core/paper/outline';
import { Paper, type PlacedPassage, placeOf } from '../../../../src/core/questions/paper';
import type { Question } from '../../../../src/core/questions/question';
import { answerTo, at, FIRST, mark, questionOf, scoresOf, SECOND, TEXT } from './support';

const view = { threshold: 0.2, minSpanChars: 10, mergeGapChars: 20, includeReferences: false };

/** A text that is edited as an editor does it: the paper hears of every edit, and of nothing else. */
class Document {
  /** How often the text was asked for. */
  reads = 0;

  constructor(
    private readonly paper: Paper,
    private text = TEXT,
  ) {}

  getText(): string {
    this.reads++;
    return this.text;
  }

  /** Replaces the only place of some words. */
  edit(words: string, by: string): void {
    const { start, end } = at(words, this.text);
    this.text = this.text.slice(0, start) + by + this.text.slice(end);
    this.paper.edit([{ offset: start, deleted: end - start, text: by }]);
  }

  shown({ now }: PlacedPassage): string {
    return (now.ranges ?? [now]).map(({ start, end }) => this.text.slice(start, end)).join(' | ');
  }
}

function opened(...questions: Question[]): { paper: Paper; document: Document } {
  const paper = new Paper();
  paper.restore(questions, {});
  return { paper, document: new Document(paper) };
}

const bothFound = (question = '?'): Answer =>
  answerTo(question, [
    [FIRST, 0.9],
    [SECOND, 0.5],
  ]);

/** An answer to which nothing has come yet. */
function begun(question: string, text = TEXT): Answer {
  const answer = new Answer(question, engineSource('keyword'), text);
  answer.setOutline(outlinePaper(text, 'markdown'));
  return answer;
}

describe('the threshold of a paper', () => {
  it('lowered for what is lit is not saved, and ends with the next question, but not when one is asked again', () => {
    const { paper, document } = opened();
    const ask = (question: string): void =>
      paper.ask({ id: question, answer: bothFound(question), askedAt: 1 }, document);
    ask('A');
    paper.setThreshold(0.4);
    const { choices } = paper;
    paper.showWeaker(0.1);
    expect(paper.choices).not.toBe(choices);
    expect([paper.choices.threshold, paper.viewed.threshold]).toEqual([0.4, 0.1]);
    ask('A');
    expect(paper.viewed.threshold).toBe(0.1);
    ask('B');
    expect(paper.viewed.threshold).toBe(0.4);
    paper.showWeaker(0.1);
    paper.showWeaker(undefined);
    expect(paper.viewed.threshold).toBe(0.4);
    paper.showWeaker(0.1);
    paper.lightOnly('A');
    expect(paper.viewed.threshold).toBe(0.4);
    paper.showWeaker(0.1);
    paper.setThreshold(0.3);
    expect([paper.choices.threshold, paper.viewed.threshold]).toEqual([0.3, 0.3]);
  });
});

describe('the questions of a paper', () => {
  it('a paper of which nothing was asked has nothing', () => {
    const { paper, document } = opened();
    expect([paper.questions, paper.lit, paper.current, paper.question('?')]).toEqual([[], [], undefined, undefined]);
    expect(paper.placement(document, view)).toEqual({ passages: [], more: [], moreCount: 0, rejected: [], lost: [] });
  });

  it('a question that is asked is lit, alone but for the pinned ones', () => {
    const { paper, document } = opened();
    for (const id of ['a', 'b']) paper.ask({ id, answer: begun(id), askedAt: 1 }, document);
    expect(paper.lit.map(({ id }) => id)).toEqual(['b']);
    paper.changeQuestion('b', { pinned: true });
    paper.ask({ id: 'c', answer: begun('c'), askedAt: 1 }, document);
    expect(paper.lit.map(({ id }) => id)).toEqual(['c', 'b']);
    expect(paper.current?.id).toBe('c');
  });

  it('each can be lit, alone or with others, removed and brought back; none is lit on request', () => {
    const { paper, document } = opened();
    for (const [askedAt, id] of ['a', 'b', 'c'].entries()) paper.ask({ id, answer: begun(id), askedAt }, document);
    paper.setLit('a', true);
    expect(paper.lit.map(({ id }) => id)).toEqual(['c', 'a']);
    paper.lightOnly('b');
    expect(paper.lit.map(({ id }) => id)).toEqual(['b']);
    const removed = paper.question('b')!;
    paper.removeQuestion('b');
    expect(paper.questions.map(({ id }) => id)).toEqual(['c', 'a']);
    paper.addQuestion(removed);
    expect(paper.questions.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
    expect(paper.current?.id).toBe('b');
    paper.darken();
    expect(paper.lit).toEqual([]);
  });

  it('lists are the same objects until something changes, so that a change can be told from none', () => {
    const { paper } = opened(questionOf(bothFound()));
    const { questions, choices } = paper;
    paper.setLit('?', true);
    paper.lightOnly('nobody');
    expect([paper.questions === questions, paper.choices === choices]).toEqual([true, true]);
    paper.darken();
    paper.setThreshold(0.4);
    expect([paper.questions === questions, paper.choices === choices]).toEqual([false, false]);
  });

  it('choices of the paper stay within bounds, go on request, and win over what was kept', () => {
    const { paper } = opened();
    paper.setThreshold(1.4);
    paper.setIncludeReferences(true);
    expect(paper.choices).toEqual({ threshold: 1, includeReferences: true });
    paper.setThreshold(undefined);
    expect(paper.choices).toEqual({ includeReferences: true });
    paper.restore([], { threshold: 0.3, includeReferences: false });
    expect(paper.choices).toEqual({ threshold: 0.3, includeReferences: true });
  });
});

describe('a question that is asked again', () => {
  const again = (paper: Paper, document: Document, answer: Answer): void =>
    paper.ask({ id: '?', answer, askedAt: 9 }, document);

  it.each(['failed', 'cancelled'] as const)(
    'a question that is asked again has its earlier answer and marks back when the new one %s',
    (state) => {
      const question = questionOf(bothFound(), { marks: [mark(FIRST, 'accepted')] });
      const { paper, document } = opened(question);
      const next = begun('?');
      again(paper, document, next);
      expect(paper.current?.answer).toBe(next);
      next.state = state;
      expect(paper.refresh(next)).toBe(true);
      expect(paper.questions).toEqual([{ ...question, shown: true }]);
      expect(paper.current?.answer).toBe(question.answer);
      expect(paper.refresh(next), 'an answer that is no longer kept').toBe(false);
    },
  );

  it('a question that is asked again has the last answer that came back, when several tries after it failed', () => {
    const question = questionOf(bothFound());
    const { paper, document } = opened(question);
    const [second, third] = [begun('?'), begun('?')];
    again(paper, document, second);
    again(paper, document, third);
    third.state = 'failed';
    paper.refresh(third);
    expect(paper.current?.answer).toBe(question.answer);
  });

  it('a question that is asked again keeps what came before it was given up', () => {
    const { paper, document } = opened(questionOf(bothFound()));
    const next = begun('?');
    again(paper, document, next);
    next.addScores(0, scoresOf(next.outline!, [[SECOND, 0.7]]));
    next.state = 'cancelled';
    paper.refresh(next);
    expect(paper.placement(document, view).passages.map(({ text, score }) => [text, score])).toEqual([[SECOND, 0.7]]);
  });

  it('a question that is asked again takes its marks along to where their text stands in the new one; a mark whose text is gone is gone', () => {
    const marks = [mark(FIRST, 'accepted'), mark(SECOND, 'rejected')];
    const { paper, document } = opened(questionOf(bothFound(), { marks }));
    document.edit('## Data', '## Data of a study\n\nIt took years.');
    document.edit(`${SECOND}\n`, '');
    const text = document.getText();
    again(paper, document, begun('?', text));
    expect(paper.current?.marks).toEqual([{ ...at(FIRST, text), verdict: 'accepted' }]);
  });
});

describe('where passages stand now', () => {
  it('the places of passages are in their order, of all lit questions, with offsets of the text now and those that were asked', () => {
    const { paper, document } = opened(
      questionOf(answerTo('a', [[SECOND, 0.5]])),
      questionOf(answerTo('b', [[FIRST, 0.9]])),
      questionOf(answerTo('c', [[FIRST, 0.9]]), { shown: false }),
    );
    const { passages } = paper.placement(document, view);
    expect(passages.map(({ question, start, end, now, edited }) => [question.id, start, end, now, edited])).toEqual([
      ['b', at(FIRST).start, at(FIRST).end, at(FIRST), false],
      ['a', at(SECOND).start, at(SECOND).end, at(SECOND), false],
    ]);
    expect(passages.map(placeOf)).toEqual(['A paper on running › Data', 'A paper on running › Results']);
  });

  it('the places of passages follow edits, tell what was edited, and trim what is left of it', () => {
    const { paper, document } = opened(questionOf(bothFound()));
    paper.placement(document, view);
    document.edit('# A paper', '# This is a paper');
    document.edit('people were', 'grown people were');
    document.edit('dawn.', '');
    const { passages } = paper.placement(document, view);
    expect(passages.map((passage) => [document.shown(passage), passage.edited])).toEqual([
      ['Forty grown people were measured at', true],
      [SECOND, false],
    ]);
    expect(passages.map(({ start }) => start)).toEqual([at(FIRST).start, at(SECOND).start]);
  });

  it('a passage whose text is gone is lost, and found again when the text comes back', () => {
    const { paper, document } = opened(questionOf(bothFound()));
    paper.placement(document, view);
    document.edit(`${SECOND}\n`, '');
    expect(paper.placement(document, view)).toMatchObject({ passages: [{ text: FIRST }], lost: [{ text: SECOND }] });
    document.edit('## Results\n', `## Results\n\n${SECOND}\n`);
    expect(paper.placement(document, view).lost).toEqual([]);
  });

  it('what the reader rejected is apart from what is lit', () => {
    const { paper, document } = opened(questionOf(bothFound(), { marks: [mark(FIRST, 'rejected')] }));
    const { passages, rejected } = paper.placement(document, view);
    expect([passages, rejected].map((list) => list.map(({ text }) => text))).toEqual([[SECOND], [FIRST]]);
    expect(rejected[0]).toMatchObject({ verdict: 'rejected', now: at(FIRST) });
  });

  it('a torn passage has the places of its pieces, of which one can go', () => {
    const answer = begun('?');
    const base = answer.outline!.chunks[0]!.start;
    const [first, second] = [at(FIRST), at(SECOND)].map(({ start, end }) => ({ start: start - base, end: end - base }));
    const torn = { start: first!.start, end: second!.end, ranges: [first!, second!], score: 0.9 };
    answer.addScores(0, { kind: 'blocks', ranges: [torn], sentences: [] });
    const { paper, document } = opened(questionOf(answer));
    document.edit('# A paper', '# This is a paper');
    const [whole] = paper.placement(document, view).passages;
    expect(document.shown(whole!)).toBe(`${FIRST} | ${SECOND}`);
    expect(whole!.now).toMatchObject({ start: at(FIRST).start + 8, end: at(SECOND).end + 8 });
    document.edit(FIRST, '');
    const [left] = paper.placement(document, view).passages;
    expect([document.shown(left!), left!.edited, left!.now.ranges]).toEqual([SECOND, true, undefined]);
  });

  it('the places of passages are worked out anew only when scores, questions, text or view have changed', () => {
    const { paper, document } = opened(questionOf(bothFound()));
    const placement = paper.placement(document, view);
    const { reads } = document;
    expect(paper.placement(document, { ...view })).toBe(placement);
    expect(paper.placement(document, { ...view, threshold: 0.8 }).passages).toHaveLength(1);
    document.edit('## Data', '## Data of a study');
    expect(paper.placement(document, view).passages).toHaveLength(2);
    expect(document.reads, 'the text is read where an edit has touched a passage only').toBe(reads);
    paper.darken();
    expect(paper.placement(document, view).passages).toEqual([]);
  });

  it('the places of passages are found by the words after the paper was closed and edited elsewhere', () => {
    const { paper, document } = opened(questionOf(bothFound()));
    paper.placement(document, view);
    paper.close();
    const elsewhere = new Document(paper, TEXT.replace('## Data', '## Data of a study'));
    expect(paper.placement(elsewhere, view).passages.map((passage) => elsewhere.shown(passage))).toEqual([
      FIRST,
      SECOND,
    ]);
  });

  it('ranges of the text that was asked and of the text now lead to each other', () => {
    const question = questionOf(bothFound());
    const { paper, document } = opened(question);
    document.edit('## Data', '## Data of a study');
    const now = paper.locate(document, question, at(FIRST))!;
    expect(now).toEqual({ ...at(FIRST, document.getText()), state: 'same' });
    expect(paper.original(document, question, now)).toEqual(at(FIRST));
    expect(paper.original(document, question, at('of a study', document.getText()))).toBeUndefined();
  });
});

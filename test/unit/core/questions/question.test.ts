import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Answer } from '../../../../src/core/answers/answer';
import { engineSource } from '../../../../src/core/answers/source';
import {
  withAsked,
  withChange,
  withLit,
  MAX_QUESTIONS,
  withMerged,
  type Question,
  SLOTS,
  titleOf,
} from '../../../../src/core/questions/question';
import { questionOf } from './support';

const none = (): [] => [];
const answerOf = (question: string, model = 'keyword'): Answer => new Answer(question, engineSource(model), 'text');

function askAll(...questions: string[]): readonly Question[] {
  return questions.reduce<readonly Question[]>(
    (history, question, index) =>
      withAsked(history, { id: `id${index}`, answer: answerOf(question), askedAt: index }, none),
    [],
  );
}

const shownOf = (history: readonly Question[]): string[] => history.filter(({ shown }) => shown).map(({ id }) => id);

describe('the history of a paper', () => {
  it('the latest question comes first, and only that one is lit', () => {
    const history = askAll('a', 'b', 'c');
    expect(history.map(({ answer }) => answer.question)).toEqual(['c', 'b', 'a']);
    expect(shownOf(history)).toEqual(['id2']);
  });

  it('a pinned question stays lit when another is asked, with its own colour', () => {
    const history = withChange(askAll('a'), 'id0', { pinned: true });
    const next = withAsked(history, { id: 'x', answer: answerOf('b'), askedAt: 9 }, none);
    expect(shownOf(next)).toEqual(['x', 'id0']);
    expect(next.map(({ slot }) => slot)).toEqual([1, 0]);
  });

  it("asking again replaces the earlier question and keeps the reader's changes to it", () => {
    const marks = [{ start: 0, end: 2, verdict: 'accepted' }] as const;
    const history = withChange(askAll('a', 'b'), 'id0', { pinned: true, name: 'My a', marks });
    const again = answerOf('a');
    const next = withAsked(history, { id: 'new', answer: again, askedAt: 9 }, (earlier) => earlier.marks);
    expect(next).toHaveLength(2);
    expect(next[0]).toEqual({ ...history[1], answer: again, askedAt: 9, shown: true });
    expect(withAsked(next, { id: 'y', answer: answerOf('a', 'other'), askedAt: 10 }, none)).toHaveLength(3);
  });

  it('with more than six lit questions, the oldest one not pinned is switched off', () => {
    let history = askAll('a', 'b', 'c', 'd', 'e', 'f', 'g');
    history = withChange(history, 'id0', { pinned: true });
    for (const id of ['id0', 'id1', 'id2', 'id3', 'id4']) history = withLit(history, id);
    expect(shownOf(history)).toEqual(['id6', 'id4', 'id3', 'id2', 'id1', 'id0']);
    history = withLit(history, 'id5');
    expect(shownOf(history)).toEqual(['id6', 'id5', 'id4', 'id3', 'id2', 'id0']);
    expect(withLit(history, 'id5')).toBe(history);
    expect(withLit(history, 'nobody')).toBe(history);
  });

  it('a question that makes room for a seventh is told, and one that goes dark by rule is not', () => {
    const told: string[] = [];
    const tell = ({ id }: Question): unknown => told.push(id);
    let history = askAll('a', 'b', 'c', 'd', 'e', 'f', 'g');
    for (const id of ['id0', 'id1', 'id2', 'id3', 'id4']) history = withLit(history, id, tell);
    expect(told).toEqual([]);
    withLit(history, 'id5', tell);
    expect(told).toEqual(['id0']);
    const next = { id: 'x', answer: answerOf('h'), askedAt: 9 };
    withAsked(history, next, none, tell);
    expect(told).toEqual(['id0']);
    const pinned = history.map((question) => ({ ...question, pinned: question.shown }));
    withAsked(pinned, next, none, tell);
    expect(told).toEqual(['id0', 'id0']);
  });

  it('a hidden question keeps its number while another is asked, and gets it back when it is lit again', () => {
    const history = askAll('a', 'b', 'c');
    const all = ['id0', 'id1'].reduce<readonly Question[]>((lit, id) => withLit(lit, id), history);
    expect(all.map(({ id, slot }) => [id, slot])).toEqual([
      ['id2', 2],
      ['id1', 1],
      ['id0', 0],
    ]);
    const hidden = withChange(all, 'id0', { shown: false });
    const next = withAsked(hidden, { id: 'x', answer: answerOf('d'), askedAt: 9 }, none);
    const slotOf = (id: string, of = next): number | undefined => of.find((question) => question.id === id)?.slot;
    expect([slotOf('x'), slotOf('id0')]).toEqual([3, 0]);
    expect(slotOf('id0', withLit(next, 'id0'))).toBe(0);
  });

  it('the seventh question takes the number of the hidden question that was asked longest ago', () => {
    const slots = (history: readonly Question[]): number[] => history.map(({ slot }) => slot);
    expect(slots(askAll('a', 'b', 'c', 'd', 'e', 'f', 'g'))).toEqual([0, 5, 4, 3, 2, 1, 0]);
    expect(slots(askAll('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'))).toEqual([1, 0, 5, 4, 3, 2, 1, 0]);
    const pinned = withChange(askAll('a', 'b', 'c', 'd', 'e', 'f'), 'id0', { pinned: true });
    expect(
      slots(withAsked(withLit(pinned, 'id0'), { id: 'x', answer: answerOf('g'), askedAt: 9 }, none)).slice(0, 2),
    ).toEqual([1, 5]);
  });

  it('at most six questions are lit at any time, each with its own colour', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('ask', 'light', 'dark', 'pin'), fc.nat(12))), (steps) => {
        let history = askAll('first');
        for (const [step, number] of steps) {
          const id = history[number % history.length]!.id;
          const before = history;
          if (step === 'ask')
            history = withAsked(history, { id: `n${number}`, answer: answerOf(`q${number}`), askedAt: 1 }, none);
          if (step === 'light') history = withLit(history, id);
          if (step === 'dark') history = withChange(history, id, { shown: false });
          if (step === 'pin') history = withChange(history, id, { pinned: !before.find((q) => q.id === id)!.pinned });
          const slots = history.filter(({ shown }) => shown).map(({ slot }) => slot);
          expect(slots.length).toBeLessThanOrEqual(SLOTS);
          expect(new Set(slots).size).toBe(slots.length);
          expect(slots.every((slot) => slot >= 0 && slot < SLOTS)).toBe(true);
          if (step === 'light') expect(shownOf(history)).toContain(id);
        }
      }),
    );
  });

  it('the number of questions is limited, and pinned ones stay longest', () => {
    let history = withChange(askAll('first'), 'id0', { pinned: true });
    for (let index = 0; index < MAX_QUESTIONS + 5; index++) {
      history = withAsked(history, { id: `x${index}`, answer: answerOf(`q${index}`), askedAt: index }, none);
    }
    expect(history).toHaveLength(MAX_QUESTIONS);
    expect(history.at(-1)!.id).toBe('id0');
    expect(history[0]!.id).toBe(`x${MAX_QUESTIONS + 4}`);
  });

  it('a name becomes the title, and an empty name removes it', () => {
    const history = withChange(askAll('a'), 'id0', { name: 'My question' });
    expect(titleOf(history[0]!)).toBe('My question');
    expect(withChange(history, 'id0', { name: '' })).toEqual(
      askAll('a').map((question) => ({ ...question, answer: history[0]!.answer })),
    );
  });

  it('stored questions come back unchanged, after those asked meanwhile', () => {
    const kept = [
      questionOf(answerOf('a'), { slot: 3, askedAt: -1 }),
      questionOf(answerOf('b'), { slot: 1, pinned: true, askedAt: -2 }),
    ];
    expect(withMerged([], kept)).toEqual(kept);
    const now = askAll('c', 'a');
    const both = withMerged(now, kept);
    expect(both.map(({ answer }) => answer.question)).toEqual(['a', 'c', 'b']);
    expect(shownOf(both)).toEqual(['id1', 'b']);
    expect(new Set(both.filter(({ shown }) => shown).map(({ slot }) => slot)).size).toBe(2);
  });
});

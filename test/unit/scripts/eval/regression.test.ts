import { beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../../../src/core/answers/answer';
import { keywordAsker, passagesOf } from '../../../quality/keywordMarks';
import { judge, readOwnSet, type OwnQuestion, type OwnSet, type Split } from '../../../quality/ownSet';

const all = readOwnSet();
const sampleOnly = part(all, ['evidence-lens']);
const complete = all.missing.length === 0;
console.log(
  complete
    ? 'Own questions: all papers are there'
    : `Own questions: only those on the sample are asked, as these papers are not there: ${all.missing.join(', ')}`,
);

function part(set: OwnSet, names: readonly string[]): OwnSet {
  return {
    papers: new Map([...set.papers].filter(([name]) => names.includes(name))),
    questions: set.questions.filter(({ paper }) => names.includes(paper)),
    missing: set.missing,
  };
}

describe("the project's own questions", () => {
  const count = (use: (question: OwnQuestion) => boolean): number => all.questions.filter(use).length;

  it('half of the own questions are held out, and a third have no answer', () => {
    expect(count(({ split }) => split === 'held')).toBe(all.questions.length / 2);
    expect(count(({ answerable }) => !answerable)).toBe(all.questions.length / 3);
    if (complete) expect(all.questions.length).toBeGreaterThanOrEqual(60);
  });

  it('spans of the own questions are whole sentences, and none without an answer', () => {
    for (const { paper, question, answerable, spans } of all.questions) {
      expect(spans.length > 0, question).toBe(answerable);
      const text = all.papers.get(paper)!;
      for (const { start, end } of spans) {
        expect(end, question).toBeGreaterThan(start);
        expect(text.slice(start, end).trim(), question).toBe(text.slice(start, end));
        expect(/\w/.test(text[start - 1] ?? ' ') || /\w/.test(text[end] ?? ' '), question).toBe(false);
      }
    }
  });
});

describe('keyword matching on the own questions', () => {
  const answers = new Map<string, Answer>();

  beforeAll(async () => {
    const ask = keywordAsker();
    for (const [name, text] of all.papers) {
      for (const { question } of all.questions) answers.set(name + question, await ask(text, question));
    }
  });

  /**
   * What was reached when the constants were chosen: at 0.2, which readers get, and at 0.1, where most that can be found is lit. Better
   * is welcome and moves these figures; worse needs a reason in docs/QUALITY.md. The held half is here so that a fault is noticed: no
   * choice may be made by looking at it.
   */
  const GUARDS: readonly {
    readonly papers: 'sample' | 'all';
    readonly half: Split;
    readonly threshold: number;
    readonly answered: number;
    readonly lit: number;
    readonly misled: number;
    readonly litUnrelated: number;
  }[] = [
    { papers: 'sample', half: 'tune', threshold: 0.2, answered: 1, lit: 4, misled: 0, litUnrelated: 0 },
    { papers: 'sample', half: 'held', threshold: 0.2, answered: 1, lit: 4, misled: 0, litUnrelated: 0 },
    { papers: 'sample', half: 'tune', threshold: 0.1, answered: 1, lit: 28, misled: 4, litUnrelated: 0 },
    { papers: 'sample', half: 'held', threshold: 0.1, answered: 6, lit: 50, misled: 3, litUnrelated: 0 },
    { papers: 'all', half: 'tune', threshold: 0.2, answered: 4, lit: 13, misled: 0, litUnrelated: 8 },
    { papers: 'all', half: 'held', threshold: 0.2, answered: 2, lit: 9, misled: 2, litUnrelated: 2 },
    { papers: 'all', half: 'tune', threshold: 0.1, answered: 9, lit: 68, misled: 8, litUnrelated: 81 },
    { papers: 'all', half: 'held', threshold: 0.1, answered: 13, lit: 84, misled: 8, litUnrelated: 44 },
  ];

  it.each(GUARDS.filter(({ papers }) => complete || papers === 'sample'))(
    'keyword matching is as good as before: $papers, $half, from $threshold on',
    async ({ papers, half, threshold, answered, lit, misled, litUnrelated }) => {
      const now = await judge(papers === 'sample' ? sampleOnly : all, half, (paper, question) =>
        Promise.resolve(passagesOf(answers.get(paper + question)!, threshold)),
      );
      expect(now.answered).toBeGreaterThanOrEqual(answered);
      expect(now.lit).toBeLessThanOrEqual(lit);
      expect(now.misled).toBeLessThanOrEqual(misled);
      expect(now.litUnrelated).toBeLessThanOrEqual(litUnrelated);
    },
  );

  it("a passage in the question's own words is found first", () => {
    const QUESTIONS: readonly (readonly [question: string, begins: string])[] = [
      ['Why does the inference run in a process of its own?', 'Evidence Lens therefore forks a child process'],
      ['How are token probabilities joined into spans?', 'Token probabilities are noisy'],
      ['Which paragraph receives the BM25 score?', 'Keyword matching needs no weights.'],
      ['Quantisation megabytes', 'Speed was measured on two cores'],
    ];
    return Promise.all(
      QUESTIONS.map(async ([question, begins]) => {
        const passages = passagesOf(await keywordAsker()(all.papers.get('evidence-lens')!, question));
        const best = [...passages].sort((a, b) => b.score - a.score)[0];
        expect(best?.text.slice(0, begins.length), question).toBe(begins);
      }),
    );
  });
});

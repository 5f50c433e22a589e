import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Answer, type View } from '../../../../src/core/answers/answer';
import { engineSource } from '../../../../src/core/answers/source';
import { outlinePaper } from '../../../../src/core/paper/outline';
import type { SentenceScores } from '../../../../src/core/spans/scores';
import { unitOdds, weighed } from '../../../../src/core/spans/sharedNormalisation';

/** A unit of one sentence for each score; places do not matter here. */
function scoresOf(...units: readonly (readonly number[])[]): SentenceScores {
  return {
    kind: 'sentences',
    units: units.map((scores, at) => ({
      start: 100 * at,
      end: 100 * at + 90,
      sentences: scores.map((score, index) => ({
        start: 100 * at + 10 * index,
        end: 100 * at + 10 * index + 9,
        score,
      })),
    })),
  };
}
const weights = (scores: SentenceScores): number[][] =>
  weighed(scores, unitOdds(scores)).units.map(({ sentences }) => sentences.map(({ score }) => score));

describe('shared normalisation', () => {
  it('shared normalisation is the formula of its documentation', () => {
    // Odds 1, 1/4 and 1/9: log-odds 0, -1.386 and -2.197; the total is 1.3611, its log 0.3083.
    const [best, second, third] = weights(scoresOf([0.5], [0.2, 0.1], [0.1]));
    const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
    expect(best![0]).toBeCloseTo(logistic(0.8 * (0 + 0 - 0.3083) + 1.174), 4);
    expect(second![0]).toBeCloseTo(logistic(0.8 * (-1.3863 - 1.3863 - 0.3083) + 1.174), 4);
    expect(second![1]).toBeCloseTo(logistic(0.8 * (-2.1972 - 1.3863 - 0.3083) + 1.174), 4);
    expect(third![0]).toBeCloseTo(logistic(0.8 * (-2.1972 - 2.1972 - 0.3083) + 1.174), 4);
  });

  it('a passage that is lit alone stays dark beside much stronger ones', () => {
    const alone = weights(scoresOf([0.3], [0.01], [0.01]))[0]![0]!;
    const beside = weights(scoresOf([0.3], [0.95], [0.9]))[0]![0]!;
    expect(alone).toBeGreaterThanOrEqual(0.2);
    expect(beside).toBeLessThan(0.2);
  });

  it('a few weak units, and nothing else, stay dark', () => {
    expect(Math.max(...weights(scoresOf([0.04], [0.03], [0.03])).flat())).toBeLessThan(0.2);
  });

  it('shared normalisation keeps the order of units and of the sentences in each, and every score in 0..1', () => {
    const units = fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(units, (given) => {
        const after = weights(scoresOf(...given));
        const best = given.map((scores) => Math.max(...scores));
        const bestAfter = after.map((scores) => Math.max(...scores));
        for (const score of after.flat()) expect(score >= 0 && score <= 1).toBe(true);
        best.forEach((a, i) =>
          best.forEach((b, j) => {
            if (a < b) expect(bestAfter[i]!).toBeLessThanOrEqual(bestAfter[j]!);
          }),
        );
        given.forEach((scores, i) =>
          scores.forEach((a, j) =>
            scores.forEach((b, k) => {
              if (a < b) expect(after[i]![j]!).toBeLessThanOrEqual(after[i]![k]!);
            }),
          ),
        );
      }),
    );
  });
});

describe('the scores of an answer whose engine scores sentences', () => {
  const FIRST = 'Forty volunteers were recorded twice. ';
  const SECOND = 'Their recordings lasted an hour each.';
  const REFERENCE = 'Smith, J. (2001). Forty volunteers. Journal of Things, 1, 1-2.';
  const text = `# Data\n\n${FIRST}\n\n${SECOND}\n\n# References\n\n${REFERENCE}\n`;
  const view: View = { threshold: 0.2, minSpanChars: 3, mergeGapChars: 5, includeReferences: false };

  /** An answer with a score for each unit, in one or two steps. */
  function answered(scores: Readonly<Record<string, number>>, scope?: { start: number; end: number }): Answer {
    const answer = new Answer('Who?', engineSource('small'), text, scope);
    const known = outlinePaper(text, 'markdown');
    answer.setOutline(known);
    known.chunks.forEach((chunk, index) => {
      const units = Object.entries(scores).flatMap(([unit, score]) => {
        const start = text.indexOf(unit);
        if (start < chunk.start || start >= chunk.end) return [];
        const range = { start: start - chunk.start, end: start - chunk.start + unit.trim().length };
        return [{ ...range, sentences: [{ ...range, score }] }];
      });
      answer.addScores(index, { kind: 'sentences', units });
    });
    return answer;
  }
  const scoreOf = (answer: Answer, part: string): number =>
    answer.highestScore(text.indexOf(part), text.indexOf(part) + 5);

  it('depend on the rest of the paper, but not on what readers do not see', () => {
    const alone = scoreOf(answered({ [FIRST]: 0.3, [SECOND]: 0.01 }), FIRST);
    expect(scoreOf(answered({ [FIRST]: 0.3, [SECOND]: 0.95 }), FIRST)).toBeLessThan(alone);
    expect(scoreOf(answered({ [FIRST]: 0.3, [SECOND]: 0.01, [REFERENCE]: 0.95 }), FIRST)).toBeCloseTo(alone, 9);
  });

  it('the scores of an answer whose engine scores sentences are the engine’s own where only a part of the paper was asked', () => {
    const scope = { start: 0, end: text.indexOf(SECOND) };
    expect(scoreOf(answered({ [FIRST]: 0.3, [SECOND]: 0.95 }, scope), FIRST)).toBe(0.3);
  });

  it('change with each chunk that arrives, and so do the passages', () => {
    const answer = answered({ [FIRST]: 0.3, [SECOND]: 0.01 });
    expect(answer.passages(view).map((passage) => passage.text)).toEqual([FIRST.trim()]);
    const [[chunk, scores]] = answer.engineScores() as [[number, SentenceScores]];
    const stronger = scores.units.map((unit, at) =>
      at === 1 ? { ...unit, sentences: unit.sentences.map((sentence) => ({ ...sentence, score: 0.97 })) } : unit,
    );
    answer.addScores(chunk, { kind: 'sentences', units: stronger });
    expect(answer.passages(view).map((passage) => passage.text)).toEqual([SECOND]);
  });

  it('the scores of an answer whose engine scores sentences are kept as the engine gave them', () => {
    const [[, kept]] = answered({ [FIRST]: 0.3, [SECOND]: 0.95 }).engineScores() as [[number, SentenceScores]];
    expect(kept.units.map(({ sentences }) => sentences[0]!.score)).toEqual([0.3, 0.95]);
  });
});

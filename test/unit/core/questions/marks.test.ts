import { describe, expect, it } from 'vitest';
import {
  isJudged,
  markedPassages,
  rejectedPassages,
  weakerPassages,
  weakerThreshold,
  withMark,
  withoutMarks,
} from '../../../../src/core/questions/marks';
import { answerTo, at, FIRST, mark, SECOND } from './support';

const view = { threshold: 0.2, minSpanChars: 10, mergeGapChars: 20, includeReferences: false };
const answer = answerTo('?', [
  [FIRST, 0.4],
  [SECOND, 0.9],
]);
const passagesAt = (threshold: number, ...marks: Parameters<typeof markedPassages>[2]): (string | undefined)[][] =>
  markedPassages(answer, { ...view, threshold }, marks).map(({ text, verdict, score }) => [
    text,
    verdict,
    String(score),
  ]);

describe("a reader's decisions on passages", () => {
  it('without decisions nothing changes', () => {
    expect(markedPassages(answer, view, [])).toBe(answer.passages(view));
  });

  it('an accepted passage stays at every threshold, with its score', () => {
    expect(passagesAt(0.99, mark(FIRST, 'accepted'))).toEqual([[FIRST, 'accepted', '0.4']]);
  });

  it('a rejected passage is left out at every threshold, and listed as rejected', () => {
    expect(passagesAt(0.01, mark(FIRST, 'rejected'))).toEqual([[SECOND, undefined, '0.9']]);
    expect(rejectedPassages(answer, [mark(FIRST, 'rejected')]).map(({ text }) => text)).toEqual([FIRST]);
  });

  it('rejecting a small part of a passage keeps the passage', () => {
    expect(passagesAt(0.2, mark('All of them', 'rejected'))).toHaveLength(2);
  });

  it('a passage with new ends replaces the one that it was', () => {
    const longer = `${FIRST} They ran, and they said 😀 to it.`;
    expect(passagesAt(0.2, mark(longer, 'accepted'))).toEqual([
      [longer, 'accepted', '0.4'],
      [SECOND, undefined, '0.9'],
    ]);
  });

  it('a passage with new ends alone is not judged, and stays at every threshold', () => {
    const [resized] = markedPassages(answer, { ...view, threshold: 0.99 }, [mark('All of them', 'resized')]);
    expect(resized).toMatchObject({ text: 'All of them', verdict: 'resized' });
    expect(isJudged(resized!)).toBe(false);
    for (const verdict of ['accepted', 'added', 'rejected'] as const) expect(isJudged({ verdict })).toBe(true);
    expect(isJudged({})).toBe(false);
  });

  it('an added passage gets the score that the engine gave it', () => {
    const own = 'This paper is about running';
    expect(passagesAt(0.2, mark(own, 'added'))[0]).toEqual([own, 'added', '0']);
    expect(markedPassages(answer, view, [mark(own, 'added')])[0]!.section).toEqual(['A paper on running']);
  });

  it('a new decision replaces those that it overlaps, and undoing one keeps the others', () => {
    const marks = withMark(
      [mark(FIRST, 'rejected'), mark(SECOND, 'accepted')],
      mark('measured at dawn. They ran', 'added'),
    );
    expect(marks).toEqual([mark('measured at dawn. They ran', 'added'), mark(SECOND, 'accepted')]);
    expect(withoutMarks(marks, at(SECOND))).toEqual([mark('measured at dawn. They ran', 'added')]);
  });
});

describe('weaker passages', () => {
  const found = (...scores: readonly [number, number]) =>
    answerTo('?', [
      [FIRST, scores[0]],
      [SECOND, scores[1]],
    ]);
  const lowered = (scores: readonly [number, number], threshold: number, seen: number) =>
    weakerThreshold([{ answer: found(...scores), marks: [] }], { ...view, threshold }, seen);

  it('those that read 0.00 are not offered', () => {
    const offered = weakerPassages(found(0.004, 0.15), view, []).map(({ text }) => text);
    expect(offered).toEqual([SECOND]);
    expect(weakerPassages(found(0.004, 0.004), view, [])).toEqual([]);
  });

  it('a threshold is lowered by the steps that show more than is seen now', () => {
    expect(lowered([0.31, 0.9], 0.8, 1)).toBe(0.3);
    expect(lowered([0.31, 0.32], 0.33, 0)).toBe(0.3);
    // Near 0 lies most of a paper: there the steps are small.
    expect(lowered([0.024, 0.9], 0.2, 1)).toBe(0.02);
    expect(lowered([0.005, 0.9], 0.2, 1)).toBeUndefined();
    expect(lowered([0.31, 0.9], 0.2, 2)).toBeUndefined();
  });
});

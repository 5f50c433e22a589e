import { describe, expect, it } from 'vitest';
import { Answer, type View } from '../../../../src/core/answers/answer';
import { nearestBelow } from '../../../../src/core/answers/nearest';
import { rowLabel } from '../../../../src/core/answers/rowLabel';
import { engineSource } from '../../../../src/core/answers/source';
import { outlinePaper } from '../../../../src/core/paper/outline';
import { unitsOf } from '../../../../src/core/paper/units';

const view: View = { threshold: 0.2, minSpanChars: 3, mergeGapChars: 5, includeReferences: false };
const LENGTH = 60;

/** The answer of an engine to a text of one paragraph, with a score for each of its sentences. */
function answerOf(text: string, question: string, scores: readonly number[], model = 'small'): Answer {
  const answer = new Answer(question, engineSource(model), text, undefined, false);
  const outline = outlinePaper(text, 'markdown');
  answer.setOutline(outline);
  const [unit] = unitsOf(text, outline);
  const { start, end, ranges } = unit!;
  const sentences = unit!.sentences.map((range, at) => ({ ...range, score: scores[at]! }));
  const torn = { start, end, ...(ranges ? { ranges } : {}) };
  answer.addScores(
    0,
    model === 'keyword'
      ? { kind: 'blocks', ranges: [{ ...torn, score: Math.max(...scores) }], sentences }
      : { kind: 'sentences', units: [{ ...torn, sentences }] },
  );
  return answer;
}

function labelOf(text: string, question: string, scores: readonly number[], model?: string): string {
  const answer = answerOf(text, question, scores, model);
  const [passage] = answer.passages(view);
  return rowLabel(answer, passage!, LENGTH);
}

const GPUS =
  'We use 8 Tesla V-100 GPUs with a batch of 64 pictures and train for 300 epochs in all experiments with gradient clipping.\n';

describe('the row of a passage', () => {
  it('begins with the sentence that a model found, though a word of the question stands further on', () => {
    expect(labelOf(GPUS, 'Which hardware do the experiments need?', [0.9])).toMatch(/^We use 8 Tesla V-100 GPUs .*…$/);
  });

  it('begins later where the words of the question clearly stand beyond what fits', () => {
    expect(labelOf(GPUS, 'Do experiments have gradient clipping?', [0.9])).toMatch(/^….*gradient clipping\.$/);
  });

  it('with keyword matching has the part with most words of the question, as long as it may be', () => {
    const label = labelOf(GPUS, 'Which clipping?', [0.9], 'keyword');
    expect(label).toMatch(/^….*clipping\.$/);
    expect(label.length).toBeGreaterThan(LENGTH - 15);
  });

  it.each([
    ['It holds for all n. Q.E.D.', [0.1, 0.9], 'It holds for all n. Q.E.D.'],
    [
      'Actions: A. The agent chooses from five of them.',
      [0.9, 0.1],
      'Actions: A. The agent chooses from five of them.',
    ],
    ['Yes.', [0.9], 'Yes.'],
  ])('a very short sentence stands with its neighbour: %j', (text, scores, label) => {
    expect(labelOf(`${text}\n`, 'Which actions?', scores)).toBe(label);
  });

  it('of a paragraph that a figure tears begins with the half before it, when that has words of the question', () => {
    const text =
      'The hardware of this paper was a cluster of eight cards and it\n\n![](a.png)\n\nFigure 1: Cards.\n\nran as the hardware of this paper for some weeks of work on hardware.\n';
    for (const model of ['small', 'keyword']) {
      expect(labelOf(text, 'Which hardware?', [0.9], model)).toMatch(/^The hardware of this paper was/);
    }
  });
});

describe('the nearest passage below the threshold', () => {
  it('the nearest passage below the threshold is the best one if it has at least half of the threshold', () => {
    const words = (score: number): string[] =>
      nearestBelow(answerOf('It was so. It rained here.\n', 'Rain?', [0.01, score]), view).map(({ text }) => text);
    expect(words(0.12)).toEqual(['It rained here.']);
    expect(words(0.09)).toEqual([]);
    expect(words(0.3)).toEqual([]);
  });

  it('is never one whose score reads 0.00', () => {
    const answer = answerOf('It was so. It rained here.\n', 'Rain?', [0.001, 0.004]);
    expect(nearestBelow(answer, { ...view, threshold: 0.005 })).toEqual([]);
  });
});

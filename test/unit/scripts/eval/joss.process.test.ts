import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { askQuestions, readQuestions, type AskedPaper } from '../../../../scripts/eval/questions';
import { questionFigures, type QuestionFigures } from '../../../../scripts/eval/questionFigures';
import { DEFAULT_SPAN_OPTIONS } from '../../../../src/core/spans/spans';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'quality', 'joss');
const VIEW = { ...DEFAULT_SPAN_OPTIONS, includeReferences: false };

/** Questions that may have been used for training, and questions that were not. */
type Half = 'train' | 'dev';
const read = (half: Half): AskedPaper[] => readQuestions(join(FOLDER, half), join(FOLDER, 'papers'));

/**
 * Lower limits for an engine at the default threshold, well below the measured figures, so that faults are noticed but honest changes pass.
 * `unanswerable_lit` is an upper limit.
 */
const FLOORS: readonly { readonly model: string; readonly half: Half; readonly figures: Partial<QuestionFigures> }[] = [
  // Measured: word F1 0.077, answered 0.09, lit and right 0.32, hit@1 0.46, hit@3 0.65, hit@5 0.76, lit without an answer 0.22.
  {
    ...{ model: 'keyword', half: 'train' },
    figures: {
      word_f1: 0.05,
      answered: 0.05,
      lit_right: 0.2,
      hit_1: 0.35,
      hit_3: 0.55,
      hit_5: 0.65,
      unanswerable_lit: 0.35,
    },
  },
  // Measured: word F1 0.19, answered 0.14, lit and right 0.33, hit@1 0.43, hit@3 0.71, hit@5 0.86, lit without an answer 0.33 (2 of 6).
  {
    ...{ model: 'keyword', half: 'dev' },
    figures: {
      word_f1: 0.1,
      answered: 0.07,
      lit_right: 0.15,
      hit_1: 0.28,
      hit_3: 0.5,
      hit_5: 0.64,
      unanswerable_lit: 0.5,
    },
  },
  // Measured: word F1 0.30, answered 0.29, lit and right 0.40, hit@1 0.71, hit@3 0.86, hit@5 1, lit without an answer 0.17 (1 of 6).
  {
    ...{ model: 'small', half: 'dev' },
    figures: {
      word_f1: 0.2,
      answered: 0.2,
      lit_right: 0.25,
      hit_1: 0.55,
      hit_3: 0.7,
      hit_5: 0.8,
      unanswerable_lit: 0.34,
    },
  },
];

describe('the questions about papers of JOSS', () => {
  it.each(['train', 'dev'] as const)('spans are whole sentences of their papers, half "%s"', (half) => {
    const papers = read(half);
    expect(papers.length).toBe(half === 'train' ? 6 : 2);
    for (const { text, questions } of papers) {
      for (const { question, answerable, spans } of questions) {
        expect(spans.length > 0, question).toBe(answerable);
        for (const { start, end } of spans) {
          expect(text.slice(start, end).trim(), question).toBe(text.slice(start, end));
          expect(/\w/.test(text[start - 1] ?? ' ') || /\w/.test(text[end] ?? ' '), question).toBe(false);
        }
      }
    }
  });
});

describe.each(FLOORS)('$model on the questions about papers of JOSS, half "$half"', ({ model, half, figures }) => {
  let measured: QuestionFigures;
  beforeAll(async () => {
    measured = questionFigures(await askQuestions(read(half), model, VIEW));
  });

  it.each(Object.entries(figures))('the figure %s stays within %d', (name, bound) => {
    const value = measured[name as keyof QuestionFigures];
    if (name === 'unanswerable_lit') expect(value).toBeLessThanOrEqual(bound);
    else expect(value).toBeGreaterThanOrEqual(bound);
  });
});

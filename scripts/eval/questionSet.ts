import type { TextRange } from '../../src/core/text/trim';
import { spansOf } from './rows';
import { KnownError } from '../../src/core/errors/knownError';
import { type Fields, isFields } from '../../src/core/storage/schemas';

/** A question about a whole paper; offsets are UTF-16 code units of the paper's text. */
export interface PaperQuestion {
  readonly question: string;
  readonly answerable: boolean;
  /** The smallest runs of whole sentences that answer it; empty when the paper has no answer. */
  readonly spans: readonly TextRange[];
}

/** The questions about one paper. */
export interface PaperQuestions {
  /** File name of the paper. */
  readonly paper: string;
  readonly questions: readonly PaperQuestion[];
}

/**
 * Reads the questions about one paper: `{paper, questions: [{question, answerable, spans: [{start, end}]}]}`.
 *
 * @throws KnownError that says what is missing
 */
export function parseQuestions(json: string): PaperQuestions {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new KnownError('badRows', 'This is not JSON.');
  }
  if (!isFields(value) || typeof value['paper'] !== 'string') throw new KnownError('badRows', 'There is no "paper".');
  const { paper, questions } = value;
  if (!Array.isArray(questions) || !questions.every(isFields))
    throw new KnownError('badRows', 'There is no list of "questions".');
  return { paper, questions: questions.map(questionOf) };
}

/** @throws KnownError when a span does not lie in the paper's text */
export function demandSpansInside({ questions }: PaperQuestions, text: string): void {
  for (const [at, { spans }] of questions.entries()) {
    if (spans.every(({ start, end }) => start >= 0 && start < end && end <= text.length)) continue;
    throw new KnownError('badRows', `Question ${at + 1} has a span outside its paper.`);
  }
}

function questionOf(fields: Fields, index: number): PaperQuestion {
  const where = `Question ${index + 1}`;
  const { question, answerable } = fields;
  if (typeof question !== 'string') throw new KnownError('badRows', `${where} has no "question".`);
  if (typeof answerable !== 'boolean')
    throw new KnownError('badRows', `${where} does not say whether it is "answerable".`);
  return { question, answerable, spans: spansOf(fields['spans'], where) };
}

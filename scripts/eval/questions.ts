import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { engineOf } from '../../src/cli/models';
import type { Answer, View } from '../../src/core/answers/answer';
import { rankedUnits } from '../../src/core/answers/units';
import { formatOf } from '../../src/core/paper/format';
import { unitsOf, type Unit } from '../../src/core/paper/units';
import { DEEPEST_RANK, QuestionCounter, type PaperCounts, type Shown } from './questionCounts';
import { demandSpansInside, parseQuestions, type PaperQuestions } from './questionSet';
import { collectAnswer } from '../../src/inference/collect';
import { withEvaluationClient } from './engine';
import { readText } from './files';
import { KnownError } from '../../src/core/errors/knownError';

/** A paper with its questions. */
export interface AskedPaper extends PaperQuestions {
  readonly text: string;
}

/**
 * Reads a folder of questions, one file for each paper, ordered by name.
 *
 * @param papers the folder of the papers
 */
export function readQuestions(folder: string, papers: string): AskedPaper[] {
  const names = filesOf(folder).filter((name) => name.endsWith('.json'));
  if (names.length === 0) throw new KnownError('usage', `${folder}: there are no questions (NAME.json) here`);
  return names.sort().map((name) => {
    const file = join(folder, name);
    try {
      const questions = parseQuestions(readText(file));
      const text = readText(join(papers, questions.paper));
      demandSpansInside(questions, text);
      return { ...questions, text };
    } catch (error) {
      if (error instanceof KnownError && error.code === 'badRows')
        throw new KnownError('usage', `${file}: ${error.message}`);
      throw error;
    }
  });
}

/**
 * Asks an engine all questions about their whole papers, in the same way as a reader's questions, in one inference process. The engine is
 * loaded once, and each paper is read once.
 *
 * @returns the counts of each paper, in the order of `papers`
 */
export async function askQuestions(
  papers: readonly AskedPaper[],
  model: string,
  view: View,
  progress: (done: string) => void = () => undefined,
): Promise<PaperCounts[]> {
  const engine = await engineOf(model);
  return withEvaluationClient(async (client) => {
    const all: PaperCounts[] = [];
    for (const { paper, text, questions } of papers) {
      const counter = new QuestionCounter(paper, text);
      let units: readonly Unit[] | undefined;
      for (const question of questions) {
        const input = { engine, question: question.question, text, format: formatOf(paper) };
        const answer = await collectAnswer(client, model, input);
        units ??= unitsOf(text, answer.outline!);
        counter.add(question, shownOf(answer, view, units));
      }
      all.push(counter.total);
      progress(paper);
    }
    return all;
  });
}

/** What a reader is shown of an answer. */
export function shownOf(answer: Answer, view: View, units: readonly Unit[]): Shown {
  return {
    lit: answer.passages(view).map((passage) => passage.ranges ?? [passage]),
    ranked: rankedUnits(answer, units).slice(0, DEEPEST_RANK),
  };
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    throw new KnownError('usage', `${folder}: there is no such folder`);
  }
}

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TextRange } from '../../src/core/text/trim';

const ROOT = join(import.meta.dirname, '..', '..');
const SHARED = process.env['EVIDENCE_LENS_SHARED'] ?? join(ROOT, '..', 'shared');

/** A half of the set: constants may be chosen by looking at `tune`; `held` is only ever reported. */
export type Split = 'tune' | 'held';

/** A question in natural language with all that answers it; offsets are UTF-16 code units of the paper's text. */
export interface OwnQuestion {
  readonly paper: string;
  readonly question: string;
  readonly answerable: boolean;
  readonly split: Split;
  readonly spans: readonly TextRange[];
}

/** The project's own questions about the papers that are at hand. */
export interface OwnSet {
  /** The text of each paper. */
  readonly papers: ReadonlyMap<string, string>;
  readonly questions: readonly OwnQuestion[];
  /** Papers that are not at hand, as they may not be part of the project. */
  readonly missing: readonly string[];
}

interface SetFile {
  readonly papers: Readonly<Record<string, { readonly file: string; readonly sha256: string }>>;
  readonly questions: readonly OwnQuestion[];
}

/** What was lit for the questions. */
export interface OwnFigures {
  /** Questions that their paper answers. */
  readonly answerable: number;
  /** Of these, those for which at least one lit passage touches the answer. */
  readonly answered: number;
  /** Passages lit for them. */
  readonly lit: number;
  /** Of these passages, those that touch the answer. */
  readonly litRight: number;
  /** Questions that their paper does not answer. */
  readonly unanswerable: number;
  /** Of these, those for which something was lit. */
  readonly misled: number;
  readonly litUnanswerable: number;
  /** Pairs of a question and a paper that it is not about. */
  readonly unrelated: number;
  readonly litUnrelated: number;
}

/** Reads the set. A paper whose text is not the one that the offsets were made for is an error: they would point anywhere. */
export function readOwnSet(): OwnSet {
  const { papers, questions } = JSON.parse(
    readFileSync(join(import.meta.dirname, 'questions.json'), 'utf8'),
  ) as SetFile;
  const texts = new Map<string, string>();
  for (const [name, { file, sha256 }] of Object.entries(papers)) {
    const path = file.startsWith('../shared/') ? join(SHARED, file.slice('../shared/'.length)) : join(ROOT, file);
    if (!existsSync(path)) continue;
    const bytes = readFileSync(path);
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
      throw new Error(
        `${file} has changed: find the offsets of its questions anew (test/quality/locate.mjs), then its sha256 in questions.json.`,
      );
    }
    texts.set(name, new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  }
  return {
    papers: texts,
    questions: questions.filter(({ paper }) => texts.has(paper)),
    missing: Object.keys(papers).filter((name) => !texts.has(name)),
  };
}

/**
 * Asks every question of a half of its own paper and of all others.
 *
 * @param mark what is lit in a paper for a question
 */
export async function judge(
  { papers, questions }: OwnSet,
  half: Split,
  mark: (paper: string, question: string) => Promise<readonly TextRange[]>,
): Promise<OwnFigures> {
  const asked = questions.filter(({ split }) => split === half);
  const own = await Promise.all(
    asked.map(async (question) => ({ question, lit: await mark(question.paper, question.question) })),
  );
  const unrelated = await Promise.all(
    asked.flatMap(({ paper, question }) =>
      [...papers.keys()].filter((name) => name !== paper).map((name) => mark(name, question)),
    ),
  );
  const answerable = own.filter(({ question }) => question.answerable);
  const unanswerable = own.filter(({ question }) => !question.answerable);
  const right = answerable.map(({ question, lit }) => lit.filter((passage) => touches(passage, question.spans)));
  return {
    answerable: answerable.length,
    answered: right.filter((passages) => passages.length > 0).length,
    lit: sum(answerable.map(({ lit }) => lit.length)),
    litRight: sum(right.map((passages) => passages.length)),
    unanswerable: unanswerable.length,
    misled: unanswerable.filter(({ lit }) => lit.length > 0).length,
    litUnanswerable: sum(unanswerable.map(({ lit }) => lit.length)),
    unrelated: unrelated.length,
    litUnrelated: sum(unrelated.map((passages) => passages.length)),
  };
}

function touches(passage: TextRange, spans: readonly TextRange[]): boolean {
  return spans.some(({ start, end }) => passage.start < end && passage.end > start);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

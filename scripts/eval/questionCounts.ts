import type { TextRange } from '../../src/core/text/trim';
import type { PaperQuestion } from './questionSet';

/** The results of an engine on the questions about one paper: all that the figures need. Papers are pooled by addition. */
export interface PaperCounts {
  readonly paper: string;
  readonly answerable: number;
  /** Answerable questions for which a lit passage touches an answer. */
  readonly answered: number;
  /** Answerable questions with a unit that touches an answer among the best one, three and five. */
  readonly hit1: number;
  readonly hit3: number;
  readonly hit5: number;
  readonly unanswerable: number;
  /** Questions without an answer for which something is lit. */
  readonly unanswerableLit: number;
  /** Lit passages. */
  readonly lit: number;
  /** Lit passages that touch an answer. */
  readonly litRight: number;
  /** Words that are lit and in an answer (`tp`), lit (`predicted`), in an answer (`gold`). */
  readonly tp: number;
  readonly predicted: number;
  readonly gold: number;
}

/** What an engine shows for a question. */
export interface Shown {
  /** The lit passages, each as a list of its pieces. */
  readonly lit: readonly (readonly TextRange[])[];
  /** The units by score, best first. */
  readonly ranked: readonly TextRange[];
}

/** Lowest rank that the figures need. */
export const DEEPEST_RANK = 5;

/** Counts the questions about one paper. */
export class QuestionCounter {
  private readonly words: readonly TextRange[];
  private counts: PaperCounts;

  /** @param text the paper's text, to which all offsets refer */
  constructor(paper: string, text: string) {
    this.words = Array.from(text.matchAll(/\S+/g), ({ index, 0: word }) => ({
      start: index,
      end: index + word.length,
    }));
    this.counts = {
      ...{ paper, answerable: 0, answered: 0, hit1: 0, hit3: 0, hit5: 0 },
      ...{ unanswerable: 0, unanswerableLit: 0, lit: 0, litRight: 0, tp: 0, predicted: 0, gold: 0 },
    };
  }

  get total(): PaperCounts {
    return this.counts;
  }

  add({ answerable, spans }: PaperQuestion, { lit, ranked }: Shown): void {
    const isRight = (pieces: readonly TextRange[]): boolean => pieces.some((piece) => touches(piece, spans));
    const right = lit.filter(isRight).length;
    const hit = (rank: number): number => count(answerable && isRight(ranked.slice(0, rank)));
    const gold = this.words.filter((word) => touches(word, spans));
    const predicted = this.words.filter((word) => touches(word, lit.flat()));
    const inGold = new Set(gold);
    const { counts } = this;
    this.counts = {
      paper: counts.paper,
      answerable: counts.answerable + count(answerable),
      answered: counts.answered + count(answerable && right > 0),
      hit1: counts.hit1 + hit(1),
      hit3: counts.hit3 + hit(3),
      hit5: counts.hit5 + hit(DEEPEST_RANK),
      unanswerable: counts.unanswerable + count(!answerable),
      unanswerableLit: counts.unanswerableLit + count(!answerable && lit.length > 0),
      lit: counts.lit + lit.length,
      litRight: counts.litRight + right,
      tp: counts.tp + predicted.filter((word) => inGold.has(word)).length,
      predicted: counts.predicted + predicted.length,
      gold: counts.gold + gold.length,
    };
  }
}

function touches(range: TextRange, others: readonly TextRange[]): boolean {
  return others.some((other) => range.start < other.end && other.start < range.end);
}

function count(holds: boolean): number {
  return holds ? 1 : 0;
}

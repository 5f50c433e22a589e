import type { AnswerSource } from '../answers/source';
import type { Citation } from '../quotes/citation';
import type { Verdict } from '../questions/marks';
import type { Place } from '../questions/paper';

/** A passage in the current text of the paper. Offsets are UTF-16 code units of that text. */
export interface EvidencePassage extends Place {
  readonly score: number;
  /** The words at this place now; the pieces of a torn passage are joined as in `textOfPieces`. */
  readonly text: string;
  /** The same words as a reader wants to see them, see `readableText`. */
  readonly quote: string;
  /** Line of the start, from 1; in a notebook, a line of its cell. */
  readonly line: number;
  /** Number of the cell in a notebook, from 1. */
  readonly cell?: number;
  /** The heading path, outermost first. */
  readonly section: readonly string[];
  readonly verdict?: Verdict;
  /** Whether the words were edited after they were scored. */
  readonly edited: boolean;
}

/** A question with its passages, in text order. */
export interface EvidenceQuestion {
  readonly question: string;
  /** The reader's own name for it. */
  readonly name?: string;
  readonly source: AnswerSource;
  readonly threshold: number;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
  readonly passages: readonly EvidencePassage[];
  /** Number of passages that are no longer in the paper. */
  readonly lost: number;
  /** Number of weaker passages that are left out; by default none is. */
  readonly more?: number;
  /** Where no passage reaches the threshold, the best one below it, if it comes near. */
  readonly nearest?: EvidencePassage;
}

/** Everything that is exported for a paper. */
export interface Evidence extends Citation {
  /** The file's name as the reader knows it. */
  readonly file: string;
  /** The paper's current text. */
  readonly text: string;
  readonly questions: readonly EvidenceQuestion[];
  /** The title of the list that the questions come from. */
  readonly list?: string;
  /** Questions of the list that were not asked. */
  readonly notAsked?: readonly string[];
}

import type { AnswerSource } from '../answers/source';
import type { Citation } from '../quotes/citation';
import type { Verdict } from '../questions/marks';
import type { Place } from '../questions/paper';

/** A passage where it stands in the paper now; offsets are UTF-16 code units of the paper's text now. */
export interface EvidencePassage extends Place {
  readonly score: number;
  /** The words that stand there now; the pieces of a torn passage joined as in `textOfPieces`. */
  readonly text: string;
  /** 1-based line of the start. */
  readonly line: number;
  /** The heading path, outermost first. */
  readonly section: readonly string[];
  readonly verdict?: Verdict;
  /** Whether the words were edited since they were scored. */
  readonly edited: boolean;
}

/** A question with its passages, by place. */
export interface EvidenceQuestion {
  readonly question: string;
  /** The reader's own name for it. */
  readonly name?: string;
  readonly source: AnswerSource;
  readonly threshold: number;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
  readonly passages: readonly EvidencePassage[];
  /** How many passages are no longer in the paper. */
  readonly lost: number;
}

/** All that is exported of a paper. */
export interface Evidence extends Citation {
  /** The file's name as the reader knows it. */
  readonly file: string;
  /** The paper's text now. */
  readonly text: string;
  readonly questions: readonly EvidenceQuestion[];
}

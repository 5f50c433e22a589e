/** A passage or sentence on the score map. Offsets are UTF-16 code units of the document's current text. */
export interface MapMark {
  readonly start: number;
  readonly end: number;
  /** 0..1. */
  readonly score: number;
  readonly kind: 'passage' | 'sentence';
  /** Whether it is lit at every threshold because the reader accepted or added it. */
  readonly isKept: boolean;
  /** Whether it is not lit because better passages of its question are shown first; missing otherwise. */
  readonly isHeld?: true;
  /** The slot of its question, when several questions are lit. */
  readonly slot?: number;
  /** Line of the start, from 1. */
  readonly line: number;
  /** The beginning of its text, on one line. */
  readonly text: string;
}

/** The part of the paper from one heading to the next of its level or above. */
export interface MapSection {
  readonly start: number;
  readonly end: number;
  readonly title: string;
}

/** The data of the map: the text from left to right, the scores from bottom to top. */
export interface ScoreMap {
  /** Length of the document's text, UTF-16 code units: the right edge. */
  readonly length: number;
  /** The names of the lit questions. */
  readonly title: string;
  /** In text order, without overlaps. */
  readonly sections: readonly MapSection[];
  /** In text order; a sentence comes after its passage. */
  readonly marks: readonly MapMark[];
}

/** A passage or sentence on the score map. Offsets are UTF-16 code units of the document's text now. */
export interface MapMark {
  readonly start: number;
  readonly end: number;
  /** 0..1. */
  readonly score: number;
  readonly kind: 'passage' | 'sentence';
  /** Whether it is lit at every threshold, because the reader said so. */
  readonly isKept: boolean;
  /** The slot of its question, where several questions are lit. */
  readonly slot?: number;
  /** 1-based line of the start. */
  readonly line: number;
  /** The beginning of its text, in one line. */
  readonly text: string;
}

/** A part of the paper under one heading, up to the next of its level. */
export interface MapSection {
  readonly start: number;
  readonly end: number;
  readonly title: string;
}

/** The picture of a paper: from left to right its text, from bottom to top the scores. */
export interface ScoreMap {
  /** The length of the document's text, UTF-16 code units: its right edge. */
  readonly length: number;
  /** What is lit: the names of the questions. */
  readonly title: string;
  /** By place, without overlaps. */
  readonly sections: readonly MapSection[];
  /** By place; a sentence comes after its passage. */
  readonly marks: readonly MapMark[];
}

/** The fields of markdown-it's tokens that the preview needs, with the names and meanings of its `Token` class. */
export interface PreviewToken {
  readonly type: string;
  /** 1 opens an element, -1 closes one, 0 does neither. */
  readonly nesting: number;
  /** The marks in the source that made the token, such as `**`; empty where markdown-it keeps none. */
  readonly markup: string;
  readonly content: string;
  /** First line, and the line after the last, from 0. Only block tokens have them. */
  readonly map: readonly [number, number] | null;
  readonly children: readonly PreviewToken[] | null;
}

/** A range that is lit in the preview, UTF-16 code units of the text that the preview renders. */
export interface LitRange {
  readonly start: number;
  readonly end: number;
}

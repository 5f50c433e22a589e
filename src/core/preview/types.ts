/**
 * What the preview needs to know of markdown-it's tokens. Field names and meanings are markdown-it's own (its `Token` class).
 */
export interface PreviewToken {
  readonly type: string;
  /** 1 opens an element, -1 closes one, 0 stands for itself. */
  readonly nesting: number;
  /** The marks in the source that made the token, such as `**`; empty where markdown-it keeps none. */
  readonly markup: string;
  readonly content: string;
  /** First line and line behind the last, 0-based; only block tokens have it. */
  readonly map: readonly [number, number] | null;
  readonly children: readonly PreviewToken[] | null;
}

/** A range that is lit in the preview, UTF-16 code units of the text that the preview renders. */
export interface LitRange {
  readonly start: number;
  readonly end: number;
}

/** How the reference cuts a context that is too long for the model, with its own names. Lengths are in tokens. */
export interface WindowOptions {
  readonly max_length: number;
  readonly doc_stride: number;
}

/** The defaults of the model card of KRLabsOrg/acl-verbatim-modernbert. */
export const DEFAULT_WINDOW_OPTIONS: WindowOptions = { max_length: 8192, doc_stride: 256 };

/** The options of the reference's `process()`, with its own names. Lengths are in code points. */
export interface ProcessOptions extends WindowOptions {
  readonly threshold: number;
  readonly min_span_chars: number;
  readonly merge_gap_chars: number;
  readonly return_sentence_metrics: boolean;
}

/** A passage of the context; offsets are UTF-16 code units of the context. */
export interface ProcessSpan {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly score: number;
}

/** What `process()` returns, plus the number of windows and context tokens. */
export interface ProcessResult {
  readonly spans: readonly ProcessSpan[];
  readonly sentences?: readonly ProcessSpan[];
  readonly windows: number;
  readonly tokens: number;
}

/** A range of context tokens, end exclusive. */
export interface TokenRange {
  readonly start: number;
  readonly end: number;
}

/** The question leaves no room for the context. The message is for the reader. */
export class WindowRoomError extends RangeError {
  constructor(message: string) {
    super(message);
    this.name = 'WindowRoomError';
  }
}

/** [CLS], and [SEP] after the question and after the context. */
const TEMPLATE_TOKENS = 3;

/**
 * Cuts a context into the windows that a model reads one by one (the reference's `only_second` truncation with overflow). Each window
 * starts `stride` tokens before the end of the previous one. The last one may be short. An empty context gives one window.
 *
 * @param maxLength the most tokens in a window, including question and template
 * @param stride the number of context tokens that neighbouring windows share
 * @throws WindowRoomError when no context token fits, or when windows would not advance; the reference refuses the latter for short
 * contexts too
 */
export function windowsOf(
  questionTokens: number,
  contextTokens: number,
  maxLength: number,
  stride: number,
): TokenRange[] {
  const room = maxLength - questionTokens - TEMPLATE_TOKENS;
  if (room <= 0) {
    throw new WindowRoomError(
      `The question is too long: its ${questionTokens} tokens leave no room for the text within max_length ${maxLength}.`,
    );
  }
  if (stride >= room) {
    throw new WindowRoomError(
      `The question leaves room for ${room} tokens of the text within max_length ${maxLength}, ` +
        `which must be more than doc_stride ${stride}.`,
    );
  }
  const windows: TokenRange[] = [];
  for (let start = 0; ; start += room - stride) {
    const end = Math.min(start + room, contextTokens);
    windows.push({ start, end });
    if (end >= contextTokens) return windows;
  }
}

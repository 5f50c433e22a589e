/** A token that is found in the text itself before words are split: `[SEP]`, or a run of spaces. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Whether the token includes the white space before it. */
  readonly lstrip: boolean;
}

/** A part of a text, UTF-16 code units: an added token when `id` is given, otherwise text between added tokens. */
export interface TextPart {
  readonly start: number;
  readonly end: number;
  readonly id?: number;
}

const WHITE_SPACE = /\p{White_Space}/u;

/**
 * Splits a text at its added tokens. The leftmost match wins, and of matches at one place the longest. Tokens that an author typed count
 * too, as in the reference: "[SEP]" in the BERT paper becomes the real separator.
 */
export class AddedTokenSplitter {
  private readonly pattern: RegExp | undefined;
  private readonly byContent: ReadonlyMap<string, AddedToken>;

  constructor(tokens: readonly AddedToken[]) {
    this.byContent = new Map(tokens.map((token) => [token.content, token]));
    // Alternatives are tried in order, so the longest must come first.
    const contents = [...this.byContent.keys()].sort((a, b) => b.length - a.length);
    if (contents.length > 0) this.pattern = new RegExp(contents.map(escapeForPattern).join('|'), 'gu');
  }

  *split(text: string): Generator<TextPart> {
    let done = 0;
    for (const match of this.pattern ? text.matchAll(this.pattern) : []) {
      const token = this.byContent.get(match[0])!;
      const start = token.lstrip ? startOfSpace(text, match.index, done) : match.index;
      if (done < start) yield { start: done, end: start };
      done = match.index + token.content.length;
      yield { start, end: done, id: token.id };
    }
    if (done < text.length) yield { start: done, end: text.length };
  }
}

/** The start of the white space that ends at `end`; not before `limit`. */
function startOfSpace(text: string, end: number, limit: number): number {
  let start = end;
  while (start > limit && WHITE_SPACE.test(text[start - 1]!)) start--;
  return start;
}

function escapeForPattern(content: string): string {
  return content.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

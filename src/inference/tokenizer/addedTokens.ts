/** A token that is found in the text as it is, before any word is cut: `[SEP]`, or a run of spaces. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Whether the token takes the white space before it along. */
  readonly lstrip: boolean;
}

/** A part of a text, UTF-16 code units: an added token when `id` is given, text between them otherwise. */
export interface TextPart {
  readonly start: number;
  readonly end: number;
  readonly id?: number;
}

const WHITE_SPACE = /\p{White_Space}/u;

/**
 * Cuts a text at its added tokens; where several match, the leftmost is taken, and of those the longest. Tokens that a reader
 * typed count too ("[SEP]" in the BERT paper becomes the real separator): so does the reference.
 */
export class AddedTokenSplitter {
  private readonly pattern: RegExp | undefined;
  private readonly byContent: ReadonlyMap<string, AddedToken>;

  constructor(tokens: readonly AddedToken[]) {
    this.byContent = new Map(tokens.map((token) => [token.content, token]));
    // Alternatives are tried in order: the longest must come first.
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

/** The start of the white space that ends at `end`, but not before `limit`. */
function startOfSpace(text: string, end: number, limit: number): number {
  let start = end;
  while (start > limit && WHITE_SPACE.test(text[start - 1]!)) start--;
  return start;
}

function escapeForPattern(content: string): string {
  return content.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

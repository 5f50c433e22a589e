/** What a model reads of a part of a paper: its words without the markup. */
export interface PlainText {
  readonly text: string;
  /** For each code unit of `text` the offset of its source, in UTF-16 code units. Offsets never decrease. */
  readonly offsets: Uint32Array;
}

/**
 * Parts of a formula that carry no meaning: commands for the look of letters, and grouping signs. Other commands keep their name, as
 * `alpha` of `\\alpha`.
 */
const MATH_MARK =
  /\\(?:left|right|math(?:bf|rm|cal|bb|it|sf|frak)|bm|boldsymbol|text(?:bf|it|rm)?|operatorname|big[lr]?|quad|qquad)(?![a-zA-Z])\*?|\\[,;:! ]|[\\{}$]|\s+/gi;

const LIGATURES = ['ff', 'fi', 'fl', 'ffi', 'ffl', 'st', 'st'];

/** Writes what a mark leaves in a plain text. `mark` stands at `at` of `part`; `groups` tell its type. */
export type WriteMark = (
  written: PlainWriter,
  mark: string,
  at: number,
  groups: Readonly<Record<string, string | undefined>>,
  part: string,
) => void;

/**
 * Reads a part of a text. Everything between marks is copied.
 *
 * @param marks matches every mark, each as a named group; must be linear in the text
 * @param start start of the part, UTF-16 code units of `source`; the offsets of the result are those of `source`
 */
export function readMarks(source: string, start: number, end: number, marks: RegExp, write: WriteMark): PlainText {
  const part = source.slice(start, end);
  const written = new PlainWriter(part.length, start);
  let from = 0;
  for (const match of part.matchAll(marks)) {
    const { index, groups } = match;
    written.copy(part, from, index);
    from = index + match[0].length;
    write(written, match[0], index, groups!, part);
  }
  written.copy(part, from, part.length);
  return written.done();
}

/** Builds a plain text and records the source of each code unit. */
export class PlainWriter {
  private readonly pieces: string[] = [];
  private offsets: Uint32Array;
  private length = 0;
  /** Whether the text so far is empty or ends with a blank, so that no second blank is written. */
  private endsBlank = true;

  constructor(
    size: number,
    private readonly base: number,
  ) {
    this.offsets = new Uint32Array(size + 16);
  }

  /** @param at offset of `part` within the part of the source that is read */
  copy(part: string, from: number, to: number, at = 0): void {
    if (from >= to) return;
    this.room(to - from);
    for (let unit = from; unit < to; unit++) this.offsets[this.length++] = this.base + at + unit;
    this.pieces.push(part.slice(from, to));
    this.endsBlank = false;
  }

  /** Writes a formula without what only describes its look. */
  formula(formula: string, at: number): void {
    let from = 0;
    for (const { index, 0: mark } of formula.matchAll(MATH_MARK)) {
      this.copy(formula, from, index, at);
      from = index + mark.length;
      if (mark.trim() === '') this.blank(at + index);
    }
    this.copy(formula, from, formula.length, at);
  }

  /** Writes the letters of a ligature. */
  ligature(ligature: string, at: number): void {
    this.write(LIGATURES[ligature.charCodeAt(0) - 0xfb00]!, at);
  }

  /** Writes the separator between two cells of a table. */
  cells(at: number): void {
    this.blank(at);
    this.write('|', at);
    this.blank(at);
  }

  done(): PlainText {
    const text = this.pieces.join('');
    const trimmed = this.endsBlank && text.endsWith(' ') ? text.slice(0, -1) : text;
    return { text: trimmed, offsets: this.offsets.slice(0, trimmed.length) };
  }

  /** Writes a blank unless the text already ends with one. */
  blank(at: number): void {
    if (this.endsBlank) return;
    this.write(' ', at);
    this.endsBlank = true;
  }

  /** Writes a text in place of the mark at `at`. */
  write(text: string, at: number): void {
    this.room(text.length);
    for (let unit = 0; unit < text.length; unit++) this.offsets[this.length++] = this.base + at;
    this.pieces.push(text);
    this.endsBlank = false;
  }

  private room(units: number): void {
    if (this.length + units <= this.offsets.length) return;
    const larger = new Uint32Array(2 * (this.length + units));
    larger.set(this.offsets.subarray(0, this.length));
    this.offsets = larger;
  }
}

/** A text that knows for each character its place in the source text. Offsets are UTF-16 code units. */
export interface AlignedText {
  readonly text: string;
  /** Start, in the source, of the character with the code unit at `unit`; `unit` is the first of its character. */
  startAt(unit: number): number;
  /** End, in the source, of the character with the code unit at `unit`; `unit` is the last of its character. */
  endAt(unit: number): number;
}

/** A text that is an unchanged slice of its source, from `base` on. */
export function sliceOfSource(text: string, base: number): AlignedText {
  return { text, startAt: (unit) => base + unit, endAt: (unit) => base + unit + 1 };
}

/** One code point with its range in the source. */
export interface AlignedCharacter {
  readonly character: string;
  readonly start: number;
  readonly end: number;
}

/** The characters of a slice of a source, from `base` on. */
export function charactersOf(slice: string, base: number): AlignedCharacter[] {
  let end = base;
  return Array.from(slice, (character) => {
    const start = end;
    end += character.length;
    return { character, start, end };
  });
}

/** Builds a text from characters with their ranges in the source, and from unchanged slices of the source. */
export class AlignedTextBuilder {
  private text = '';
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];

  push({ character, start, end }: AlignedCharacter): void {
    this.text += character;
    for (let unit = 0; unit < character.length; unit++) {
      this.starts.push(start);
      this.ends.push(end);
    }
  }

  /** Adds an unchanged slice of the source, from `base` on. */
  pushSlice(slice: string, base: number): void {
    this.text += slice;
    for (let unit = 0; unit < slice.length; unit++) {
      this.starts.push(base + unit);
      this.ends.push(base + unit + 1);
    }
  }

  finish(): AlignedText {
    const { text, starts, ends } = this;
    return { text, startAt: (unit) => starts[unit]!, endAt: (unit) => ends[unit]! };
  }
}

/** A character of a changed text, and by how many characters it makes the text longer (or shorter). */
export interface Change {
  readonly character: string;
  readonly change: number;
}

/**
 * Gives the characters of a changed text their places, as the reference's `NormalizedString` does. An added character gets the place of the
 * last source character consumed before it. Any other gets the place of the next source character, and consumes `1 - change` of them.
 */
export function applyChanges(source: readonly AlignedCharacter[], changes: readonly Change[]): AlignedCharacter[] {
  let consumed = 0;
  const first = source[0]?.start ?? 0;
  return changes.map(({ character, change }) => {
    if (change > 0) {
      const { start, end } = source[consumed - 1] ?? { start: first, end: first };
      return { character, start, end };
    }
    const { start, end } = source[consumed]!;
    consumed += 1 - change;
    return { character, start, end };
  });
}

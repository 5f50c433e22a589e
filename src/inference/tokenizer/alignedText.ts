/** A text together with the place of each of its characters in the text that it was made from; offsets are UTF-16 code units. */
export interface AlignedText {
  readonly text: string;
  /** Start, in the source, of the character that the code unit at `unit` belongs to; `unit` is the first of its character. */
  startAt(unit: number): number;
  /** End, in the source, of the character that the code unit at `unit` belongs to; `unit` is the last of its character. */
  endAt(unit: number): number;
}

/** A text that is a slice of its source, from `base` on. */
export function sliceOfSource(text: string, base: number): AlignedText {
  return { text, startAt: (unit) => base + unit, endAt: (unit) => base + unit + 1 };
}

/** Collects a text character by character, each with the range of the source that it stands for. */
export class AlignedTextBuilder {
  private text = '';
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];

  /** @param character one code point */
  push(character: string, start: number, end: number): void {
    this.text += character;
    for (let unit = 0; unit < character.length; unit++) {
      this.starts.push(start);
      this.ends.push(end);
    }
  }

  finish(): AlignedText {
    const { text, starts, ends } = this;
    return { text, startAt: (unit) => starts[unit]!, endAt: (unit) => ends[unit]! };
  }
}

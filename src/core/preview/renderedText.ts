import { countUpTo, lineStarts } from '../text/lines';

/**
 * The text of a document as markdown-it reads it: it makes every line end a `\n` and every NUL a replacement character before it
 * parses, so that its lines are the document's but its offsets are not.
 */
export class RenderedText {
  /** Where each line starts, UTF-16 code units of `text`. */
  readonly lineStarts: readonly number[];
  readonly text: string;
  private readonly sourceStarts: readonly number[];

  /** @param source the document's text, line ends as they are */
  constructor(source: string) {
    this.text = source.replace(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD');
    this.lineStarts = lineStarts(this.text);
    this.sourceStarts = lineStarts(source);
  }

  /** The offset in the rendered text for one in the document; inside a line end it is the end of its line. */
  offsetOf(sourceOffset: number): number {
    const line = countUpTo(this.sourceStarts, sourceOffset) - 1;
    const next = this.lineStarts[line + 1];
    const offset = this.lineStarts[line]! + (sourceOffset - this.sourceStarts[line]!);
    return Math.min(offset, next === undefined ? this.text.length : next - 1);
  }

  /** A line without its end; empty behind the last line. */
  line(index: number): string {
    const start = this.lineStarts[index];
    if (start === undefined) return '';
    const next = this.lineStarts[index + 1];
    return this.text.slice(start, next === undefined ? this.text.length : next - 1);
  }
}

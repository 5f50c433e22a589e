import { countUpTo, lineStarts } from '../text/lines';

/**
 * The text of a document as markdown-it reads it. Before parsing, markdown-it turns every line end into `\n` and every NUL into a
 * replacement character. So lines are those of the document, but offsets are not.
 */
export class RenderedText {
  /** Where each line starts, UTF-16 code units of `text`. */
  readonly lineStarts: readonly number[];
  readonly text: string;
  private readonly sourceStarts: readonly number[];

  /** @param source the document's text with its original line ends */
  constructor(source: string) {
    this.text = source.replace(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD');
    this.lineStarts = lineStarts(this.text);
    this.sourceStarts = lineStarts(source);
  }

  /** The offset in the rendered text of an offset in the document. Inside a line end, the end of the line. */
  offsetOf(sourceOffset: number): number {
    const line = countUpTo(this.sourceStarts, sourceOffset) - 1;
    const next = this.lineStarts[line + 1];
    const offset = this.lineStarts[line]! + (sourceOffset - this.sourceStarts[line]!);
    return Math.min(offset, next === undefined ? this.text.length : next - 1);
  }

  /** A line without its line end; empty when there is no such line. */
  line(index: number): string {
    const start = this.lineStarts[index];
    if (start === undefined) return '';
    const next = this.lineStarts[index + 1];
    return this.text.slice(start, next === undefined ? this.text.length : next - 1);
  }
}

/** What a quote says of its passage. */
export interface QuoteSource {
  readonly text: string;
  /** The heading path, outermost first. */
  readonly section: readonly string[];
  /** 1-based line of the passage's start. */
  readonly line: number;
  /** The file's name as the reader knows it. */
  readonly file: string;
}

/** A passage as a markdown quote with its source below it: verbatim, line by line. */
export function quoteOf(source: QuoteSource): string {
  const quoted = source.text
    .split(/\r\n|\r|\n/)
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
  const place = [source.file, ...source.section, `line ${source.line}`].join(', ');
  return `${quoted}\n>\n> (${place})\n`;
}

import { countUpTo } from '../../text/lines';

/** A text with the same structure in fewer characters, and the way back to the original. */
export interface Shortened {
  readonly text: string;
  /** The offset in the original text; UTF-16 code units. */
  toOriginal(offset: number): number;
}

/** What means something to LaTeX, or a run of anything else. Such a run may hold line ends but no blank line. */
const PARTS = new RegExp(
  [
    /(?<kept>\\(?:begin|end)[ \t]*\{[^{}\n]{0,60}\}|\\(?:verb|lstinline)\*?(?<mark>[^a-zA-Z\s*[{\\])[^\n]*?\k<mark>|\\(?:[a-zA-Z@]+|[^]))/,
    /(?<comment>%[^\n]*(?<lineEnd>\n(?![ \t]*\n))?)/,
    /(?<blankLines>\n[ \t]*\n\s*)/,
    /(?<blanks>(?:[ \t]|\n(?![ \t]*\n))+(?=[\\%{}[\]$&~^_#*\n]|$))/,
    /(?<words>(?:[^\\%{}[\]$&~^_#*\n]|\n(?![ \t]*\n))+)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);
/** Stands for a run of words. It is no letter, so that it never joins the name of the command before it. */
const WORDS = '0';

/**
 * Shortens each run of words, comments or blanks of a LaTeX text to one or two characters, because the parser takes as long for a letter as
 * for a command.
 *
 * @param original with `\n` as the only line end
 */
export function shorten(original: string): Shortened {
  const places: number[] = [];
  const removed: number[] = [];
  let total = 0;
  const text = original.replace(PARTS, (part: string, ...rest: unknown[]) => {
    const short = shortForm(part, rest.at(-1) as Readonly<Record<string, string | undefined>>);
    if (short.length < part.length) {
      places.push((rest.at(-3) as number) - total + short.length);
      total += part.length - short.length;
      removed.push(total);
    }
    return short;
  });
  return { text, toOriginal: (offset) => offset + (removed[countUpTo(places, offset) - 1] ?? 0) };
}

function shortForm(part: string, groups: Readonly<Record<string, string | undefined>>): string {
  if (groups['words'] !== undefined) return WORDS;
  if (groups['blanks'] !== undefined) return ' ';
  if (groups['blankLines'] !== undefined) return '\n\n';
  if (groups['comment'] !== undefined) return groups['lineEnd'] === undefined ? '%' : '%\n';
  return part;
}

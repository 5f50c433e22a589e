import type { TextRange } from '../text/trim';

/** Kinds of front matter: the lines that open and close it, and patterns for its first line and for its other lines. */
const LANGUAGES = [
  {
    opens: /^---[ \t]*$/,
    closes: /^(?:---|\.\.\.)[ \t]*$/,
    first: /^(?:[\w"'.-]+[ \t]*:|#)/,
    line: /^(?:[ \t]|[\w"'.-]+(?:[ \t]+[\w.-]+){0,4}[ \t]*:|- |-$|#|[\]}]|$)/,
  },
  {
    opens: /^\+\+\+[ \t]*$/,
    closes: /^\+\+\+[ \t]*$/,
    first: /^(?:[\w"'.-]+[ \t]*=|#|\[)/,
    line: /^(?:[ \t]|[\w"'.-]+[ \t]*=|#|[[\]}"']|$)/,
  },
];
const LINE = /([^\r\n]*)(\r\n|\r|\n|$)/g;

/**
 * Front matter in YAML (`---`) or TOML (`+++`) at the start of a text, with its marks. There is none when it is never closed, or when a
 * line before the end cannot be YAML or TOML.
 */
export function frontMatterOf(text: string): TextRange | undefined {
  LINE.lastIndex = 0;
  const opening = LINE.exec(text)![1]!;
  const language = LANGUAGES.find(({ opens }) => opens.test(opening));
  if (!language) return undefined;
  let isFirst = true;
  while (LINE.lastIndex < text.length) {
    const start = LINE.lastIndex;
    const line = LINE.exec(text)![1]!;
    if (!isFirst && language.closes.test(line)) return { start: 0, end: start + line.length };
    if (!(isFirst ? language.first : language.line).test(line)) return undefined;
    isFirst = false;
  }
  return undefined;
}

/** ASCII punctuation. In markdown a backslash before any of it takes away its meaning. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

/**
 * Punctuation with a meaning in markdown or its dialects: first what has it anywhere, then what has it only in some places (emoji and
 * addresses, list numbers and dashes).
 */
const MEANINGFUL = /[\\`*_{}[\]<>#|~$&^=!@+]|:(?=[\w/])|(?<=\bwww)\.|(?<=^\d{1,9})[.)](?=\s|$)|^[-%]/gi;

/** Escapes a text of unknown origin for one line of markdown, so that nothing in it acts as markup. */
export function plainMarkdown(text: string): string {
  return escapedMarkdown(oneLine(text));
}

/** The same for a part of a line: white space stays as it is. */
export function escapedMarkdown(text: string): string {
  return text.replace(PUNCTUATION, '\\$&');
}

/** The same for places where a reader sees the markdown source, such as a note: without unneeded backslashes. */
export function readableMarkdown(text: string): string {
  return oneLine(text).replace(MEANINGFUL, '\\$&');
}

/** Marks of quotes, lists and headings at the start of a line. Numbers stay, because they may belong to the text. */
const LINE_MARKS = /^[ \t]*(?:(?:>|[-*+](?=\s)|#{1,6}(?=\s))[ \t]*)+/gm;

/** Markdown as one line to read, such as in a list: without the most common marks that a page would hide. Emphasis inside words stays. */
export function readableLine(text: string): string {
  return oneLine(
    text
      .replace(LINE_MARKS, '')
      .replace(/\*\*(?=\S)([^*]+)\*\*/g, '$1')
      .replace(/\\([!-/:-@[-`{-~])/g, '$1'),
  );
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

/** ASCII punctuation, all of which markdown lets a backslash take the meaning from. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

/**
 * Punctuation that means something to markdown or its dialects wherever it stands, then what does so only at its place: emoji and
 * addresses, the number or dash of a list.
 */
const MEANINGFUL = /[\\`*_{}[\]<>#|~$&^=!@+]|:(?=[\w/])|(?<=\bwww)\.|(?<=^\d{1,9})[.)](?=\s|$)|^[-%]/gi;

/** Text of unknown origin on one line of markdown, without any meaning to it. */
export function plainMarkdown(text: string): string {
  return oneLine(text).replace(PUNCTUATION, '\\$&');
}

/** The same where a reader sees the markdown itself, such as in a note: with no backslash that is not needed. */
export function readableMarkdown(text: string): string {
  return oneLine(text).replace(MEANINGFUL, '\\$&');
}

/** Marks of quotes, lists and headings where a line begins. A number stays: it may be the text's own. */
const LINE_MARKS = /^[ \t]*(?:(?:>|[-*+](?=\s)|#{1,6}(?=\s))[ \t]*)+/gm;

/** Markdown as a line to read, such as in a list: without the marks that a page would not show either. Emphasis within words stays. */
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

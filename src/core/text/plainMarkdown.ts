/** ASCII punctuation, all of which markdown lets a backslash take the meaning from. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

/** Text of unknown origin on one line of markdown, without any meaning to it. */
export function plainMarkdown(text: string): string {
  return text.trim().replace(/\s+/g, ' ').replace(PUNCTUATION, '\\$&');
}

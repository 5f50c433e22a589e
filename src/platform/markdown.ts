/** ASCII punctuation, all of which markdown lets a backslash take the meaning from. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

/**
 * Text of unknown origin on one line of a hover or tooltip, with no meaning to markdown. VS Code's own `appendText` writes every
 * blank as a no-break space, so that long text runs out of the hover.
 */
export function plainMarkdown(text: string): string {
  return text.trim().replace(/\s+/g, ' ').replace(PUNCTUATION, '\\$&');
}

/** A markdown link that runs a command; its arguments must be JSON. */
export function commandLink(label: string, command: string, ...args: readonly unknown[]): string {
  return `[${label}](command:${command}?${encodeURIComponent(JSON.stringify(args))})`;
}

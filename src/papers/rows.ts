import { readableLine } from '../core/text/plainMarkdown';

/** A list label has one line: what does not fit is in the tooltip. */
const LABEL_LENGTH = 100;
/** UTF-16 code units of a passage that its tooltip shows. */
const TOOLTIP_LENGTH = 1000;

/** A text as one line of a list. */
export function labelOf(text: string): string {
  const line = readableLine(text);
  const characters = Array.from(line);
  return characters.length <= LABEL_LENGTH ? line : `${characters.slice(0, LABEL_LENGTH - 1).join('')}…`;
}

/** A text as far as a tooltip shows it. */
export function excerptOf(text: string): string {
  return text.length <= TOOLTIP_LENGTH ? text : `${text.slice(0, TOOLTIP_LENGTH)}…`;
}

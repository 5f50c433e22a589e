import vscode = require('vscode');
import { readableLine } from '../core/text/plainMarkdown';
import type { Piece } from './notebookPaper';

/** Longest label of a list row, code points; the tooltip has more. */
const LABEL_LENGTH = 100;
/** How much of a passage its tooltip shows, UTF-16 code units. */
const TOOLTIP_LENGTH = 1000;

/** A text as one line of a list. */
export function labelOf(text: string): string {
  const line = readableLine(text);
  const characters = Array.from(line);
  return characters.length <= LABEL_LENGTH ? line : `${characters.slice(0, LABEL_LENGTH - 1).join('')}…`;
}

/** The beginning of a text, as long as a tooltip shows it. */
export function excerptOf(text: string): string {
  return text.length <= TOOLTIP_LENGTH ? text : `${text.slice(0, TOOLTIP_LENGTH)}…`;
}

/** Where a passage begins, as rows say it. */
export function lineLabel({ range, cell }: Piece): string {
  const line = range.start.line + 1;
  return cell === undefined ? vscode.l10n.t('line {0}', line) : vscode.l10n.t('cell {0}, line {1}', cell, line);
}

import vscode = require('vscode');
import { type Sentence, written } from '../core/text/sentence';

/**
 * A sentence in the reader's language: what the models, the engines and the store say is English where it is thrown, since the command
 * line and the inference process know no other, and is translated here. `scripts/l10n.ts` collects the texts.
 */
export function localised(told: Sentence): string {
  return written(told, (template) => vscode.l10n.t(template));
}

import vscode = require('vscode');
import { type Sentence, written } from '../core/text/sentence';

/**
 * A sentence in the reader's language. Models, engines and the store throw errors in English, because the command line and the inference
 * process know no other language; they are translated here. `scripts/l10n.ts` collects the texts.
 */
export function localised(told: Sentence): string {
  return written(told, (template) => vscode.l10n.t(template));
}

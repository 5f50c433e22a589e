import * as path from 'node:path';
import * as vscode from 'vscode';
import { type AnnotationRow, annotationRows, rowsToJsonLines } from '../../core/annotations/rows';
import { markedPassages } from '../../core/questions/marks';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { askWhere, write } from '../export/saving';
import type { PaperAtHand } from '../papers/paperAtHand';
import type { Papers } from '../papers/papers';

/** What `evidence.exportAnnotations` takes from other code; a reader is asked for what is missing. */
export interface ExportAnnotationsArguments {
  readonly uri?: string;
  /** The file to write. */
  readonly to?: string;
}

/** Writes what is lit, as the reader has corrected it, in the form of training and evaluation data. */
export class ExportAnnotations extends Disposable {
  constructor(
    private readonly papers: Papers,
    private readonly atHand: PaperAtHand,
  ) {
    super();
    this.register(
      vscode.commands.registerCommand(Command.exportAnnotations, (from?: ExportAnnotationsArguments) =>
        this.run(from ?? {}),
      ),
    );
  }

  /** @returns the file that was written, as a URI; undefined when there was nothing to write or it was given up */
  private async run(from: ExportAnnotationsArguments): Promise<string | undefined> {
    const uri = from.uri === undefined ? this.atHand.uri : vscode.Uri.parse(from.uri);
    const rows = uri ? this.rowsOf(uri) : [];
    if (!uri || rows.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Nothing is lit that could be exported: run Highlight evidence first, or show a question.'),
      );
      return undefined;
    }
    const kind = { name: vscode.l10n.t('JSON lines'), ending: 'jsonl' };
    const file = from.to === undefined ? await askWhere(uri, '.annotations', kind) : vscode.Uri.parse(from.to);
    if (!file) return undefined;
    const evident = rows.filter(({ label }) => label === 1).length;
    const said = vscode.l10n.t('Exported rows: {0}, with evidence: {1}', rows.length, evident);
    return (await write(file, rowsToJsonLines(rows), said)) ? file.toString() : undefined;
  }

  /** The text is that which was asked: its chunks are what the engine read, whatever was edited since. */
  private rowsOf(uri: vscode.Uri): AnnotationRow[] {
    const view = this.papers.view(uri);
    const paperId = path.posix.parse(uri.path).name;
    return this.papers
      .lit(uri)
      .filter(({ answer }) => answer.state === 'complete' || answer.state === 'cancelled')
      .flatMap(({ answer, marks }) => annotationRows(answer, markedPassages(answer, view, marks), paperId));
  }
}

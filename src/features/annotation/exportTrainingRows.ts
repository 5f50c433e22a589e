import * as path from 'node:path';
import vscode = require('vscode');
import { annotationRows, rowsToJsonLines } from '../../core/annotations/rows';
import type { Answer } from '../../core/answers/answer';
import { type Mark, type MarkedPassage, markedPassages } from '../../core/questions/marks';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { askWhere, write } from '../../platform/saving';
import type { CurrentPaper } from '../../papers/currentPaper';
import type { Papers } from '../../papers/papers';
import { say } from '../../platform/prompts';

/** What `evidence.exportAnnotations` takes from other code; a reader is asked for what is missing. */
export interface ExportTrainingRowsArguments {
  readonly uri?: string;
  /** The file to write. */
  readonly to?: string;
}

/**
 * Writes what the reader has judged of the lit questions in the form of training and evaluation data. What an engine has marked is its guess until
 * somebody accepts it: taken for the truth, it would teach and grade engines by themselves.
 */
export class ExportTrainingRows extends Disposable {
  constructor(
    private readonly papers: Papers,
    private readonly currentPaper: CurrentPaper,
  ) {
    super();
    this.register(
      vscode.commands.registerCommand(Command.exportAnnotations, (from?: ExportTrainingRowsArguments) =>
        this.run(from ?? {}),
      ),
    );
  }

  /** @returns the file that was written, as a URI; undefined when there was nothing to write or it was given up */
  private async run(from: ExportTrainingRowsArguments): Promise<string | undefined> {
    const uri = from.uri === undefined ? this.currentPaper.uri : vscode.Uri.parse(from.uri);
    const questions = uri ? this.papers.paper(uri).lit.filter(({ answer }) => isOver(answer)) : [];
    if (!uri || questions.length === 0) {
      return say(
        vscode.l10n.t(
          'No passages are lit, so there is nothing to export: run Highlight evidence first, or show a question.',
        ),
      );
    }
    const judged = questions
      .filter(({ marks }) => marks.length > 0)
      .map(({ answer, marks }) => this.judgedOf(uri, answer, marks));
    if (judged.length === 0) {
      return say(
        vscode.l10n.t('You have not judged any lit passage: accept or reject some, or add your own, and then export.'),
      );
    }
    const paperId = path.posix.parse(uri.path).name;
    // The text is that which was asked: its chunks are what the engine read, whatever was edited since.
    const rows = judged.flatMap(({ answer, evidence, unjudged }) =>
      annotationRows(answer, evidence, unjudged, paperId),
    );
    const kind = { name: vscode.l10n.t('JSON lines'), ending: 'jsonl' };
    const file = from.to === undefined ? await askWhere(uri, '.annotations', kind) : vscode.Uri.parse(from.to);
    if (!file) return undefined;
    const evident = rows.filter(({ label }) => label === 1).length;
    const open = judged.reduce((sum, { unjudged }) => sum + unjudged.length, 0);
    const counts = vscode.l10n.t('Exported rows: {0}, with evidence: {1}', rows.length, evident);
    const left = vscode.l10n.t(
      'Left out: the parts around passages that are neither accepted nor rejected ({0})',
      open,
    );
    const said = open > 0 ? `${counts}. ${left}` : counts;
    return (await write(file, rowsToJsonLines(rows), said)) ? file.toString() : undefined;
  }

  private judgedOf(uri: vscode.Uri, answer: Answer, marks: readonly Mark[]): Judged {
    const passages = markedPassages(answer, this.papers.view(uri), marks);
    return {
      answer,
      evidence: passages.filter(({ verdict }) => verdict !== undefined),
      unjudged: passages.filter(({ verdict }) => verdict === undefined),
    };
  }
}

interface Judged {
  readonly answer: Answer;
  readonly evidence: readonly MarkedPassage[];
  readonly unjudged: readonly MarkedPassage[];
}

function isOver({ state }: Answer): boolean {
  return state === 'complete' || state === 'cancelled';
}

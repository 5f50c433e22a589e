import * as path from 'node:path';
import vscode = require('vscode');
import { annotationRows, rowsToJsonLines } from '../../core/annotations/rows';
import type { Answer } from '../../core/answers/answer';
import { isJudged, type Mark, type MarkedPassage, markedPassages } from '../../core/questions/marks';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { askWhere, write } from '../../platform/saving';
import type { CurrentPaper } from '../../papers/currentPaper';
import type { Papers } from '../../papers/papers';
import { say } from '../../platform/prompts';

/** What `evidence.exportAnnotations` takes from other code; the reader is asked for anything that is missing. */
export interface ExportTrainingRowsArguments {
  readonly uri?: string;
  /** The file to write. */
  readonly to?: string;
}

/**
 * Writes the reader's decisions on the lit questions as training and evaluation data. Passages without a decision are left out:
 * they are an engine's guesses, and a model must not be trained or measured on them.
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

  /** @returns the URI of the file that was written; undefined when there was nothing to write or the reader cancelled */
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
      .filter(({ marks }) => marks.some(isJudged))
      .map(({ answer, marks }) => this.judgedOf(uri, answer, marks));
    if (judged.length === 0) {
      return say(
        vscode.l10n.t('You have not judged any lit passage: accept or reject some, or add your own, and then export.'),
      );
    }
    const paperId = path.posix.parse(uri.path).name;
    // Uses the text that was asked, not the edited one: the engine read the chunks of that text.
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
      evidence: passages.filter(isJudged),
      unjudged: passages.filter((passage) => !isJudged(passage)),
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

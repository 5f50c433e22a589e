import vscode = require('vscode');
import { scoreText } from '../../core/answers/source';
import { isJudged } from '../../core/questions/marks';
import { slotSign } from '../../core/questions/question';
import { Disposable } from '../../platform/disposable';
import { paperOf } from '../../papers/documents';
import type { Papers, ShownPassage } from '../../papers/papers';

/** Looks like a full stop. After a real one the editor may break the line, which would cut a score in two. */
const UNBROKEN_POINT = '\u2024';

/**
 * Scores at the end of what answers, as inlay hints: the editor wraps them with the text, so that no column is too narrow for them. Text
 * that a decoration adds is cut at the editor's edge.
 */
export class ScoreHints extends Disposable implements vscode.InlayHintsProvider {
  private readonly changed = this.register(new vscode.EventEmitter<void>());
  readonly onDidChangeInlayHints = this.changed.event;

  constructor(private readonly papers: Papers) {
    super();
    this.register(papers.onDidChange(() => this.changed.fire()));
    this.register(vscode.languages.registerInlayHintsProvider('*', this));
  }

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    const paper = paperOf(document);
    const { threshold } = this.papers.view(paper.uri);
    const areSeveral = this.papers.paper(paper.uri).lit.length > 1;
    return this.papers.placement(paper).passages.flatMap((passage) => {
      const end = passage.answering.findLast((piece) => piece.document === document)?.range.end;
      if (!end || !range.contains(end)) return [];
      const text = hintOf(passage, threshold, areSeveral);
      const hint = new vscode.InlayHint(end, unbroken(text, document.uri));
      hint.tooltip = text;
      hint.paddingLeft = true;
      return [hint];
    });
  }
}

/**
 * Replaces the point of a number by one at which the editor does not break the line. A screen reader could not read that one, so it gets
 * the usual point.
 */
function unbroken(text: string, uri: vscode.Uri): string {
  const isRead = vscode.workspace.getConfiguration('editor', uri).get('accessibilitySupport') === 'on';
  return isRead ? text : text.replace(/(?<=\d)\.(?=\d)/, UNBROKEN_POINT);
}

/** The score of a passage. Where several questions are lit, the sign of its question stands before it. */
function hintOf({ question, score, verdict }: ShownPassage, threshold: number, areSeveral: boolean): string {
  const sign = areSeveral ? slotSign(question.slot) : '';
  // A passage that the reader accepted, added or resized is lit even below the threshold; its sign says why.
  const tick = verdict === undefined ? '' : isJudged({ verdict }) ? ' ✓' : ' ✎';
  return `${sign}${scoreText(question.answer.source, score, threshold)}${tick}`;
}

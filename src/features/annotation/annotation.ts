import vscode = require('vscode');
import { extended, shrunk } from '../../core/annotations/resize';
import { type Mark, withMark, withoutMarks } from '../../core/questions/marks';
import { trimToGraphemes } from '../../core/text/graphemes';
import type { TextRange } from '../../core/text/trim';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { openPaper, type PaperDocument, paperOf } from '../../papers/documents';
import type { Papers, ShownPassage } from '../../papers/papers';
import { asPassageTarget } from '../../papers/targets';
import { say } from '../../platform/prompts';

/** The passage that a command is about, with its document. */
interface Meant {
  readonly document: PaperDocument;
  readonly passage: ShownPassage;
}

/** Lets the reader correct passages: accept, reject, extend, shrink, add. The marks are kept with the question; the document stays as it is. */
export class Annotation extends Disposable {
  constructor(private readonly papers: Papers) {
    super();
    const command = (id: string, run: (meant: Meant) => void, ofRejected = false): void => {
      this.register(vscode.commands.registerCommand(id, (from?: unknown) => this.withPassage(from, run, ofRejected)));
    };
    command(Command.acceptPassage, (meant) => this.accept(meant));
    command(Command.rejectPassage, (meant) => this.reject(meant));
    command(Command.extendPassage, (meant) => this.extend(meant));
    command(Command.shrinkPassage, (meant) => this.shrink(meant));
    command(Command.resetPassage, (meant) => this.reset(meant), true);
    this.register(vscode.commands.registerCommand(Command.addPassage, () => this.add()));
  }

  private accept({ document, passage }: Meant): void {
    const verdict = passage.verdict === 'added' ? 'added' : 'accepted';
    this.mark(document, passage, { start: passage.start, end: passage.end, verdict });
  }

  private reject({ document, passage }: Meant): void {
    // A passage that the reader added is removed: no engine found it, so there is nothing to mark as rejected.
    if (passage.verdict === 'added') this.reset({ document, passage });
    else this.mark(document, passage, { start: passage.start, end: passage.end, verdict: 'rejected' });
  }

  private extend({ document, passage }: Meant): void {
    const { answer } = passage.question;
    const selected = this.selection(passage);
    const wider = selected && {
      start: Math.min(selected.start, passage.start),
      end: Math.max(selected.end, passage.end),
    };
    const isWider = wider && (wider.start < passage.start || wider.end > passage.end);
    const range = isWider ? wider : extended(answer.text, answer.outline?.blocks ?? [], passage);
    if (range) this.resize(document, passage, range);
    else say(vscode.l10n.t('This passage already reaches the end of the text: there is nothing to add.'));
  }

  private shrink({ document, passage }: Meant): void {
    const selected = this.selection(passage);
    const narrower = selected && {
      start: Math.max(selected.start, passage.start),
      end: Math.min(selected.end, passage.end),
    };
    const range = narrower && narrower.start < narrower.end ? narrower : shrunk(passage.question.answer.text, passage);
    if (range) this.resize(document, passage, range);
    else say(vscode.l10n.t('This passage has one sentence only: select the part that should stay.'));
  }

  private reset({ document, passage }: Meant): void {
    const { id, marks } = passage.question;
    this.papers.change(document.uri, (paper) => paper.changeQuestion(id, { marks: withoutMarks(marks, passage) }));
  }

  private add(): void {
    const editor = vscode.window.activeTextEditor;
    const uri = editor && paperOf(editor.document).uri;
    const question = uri && this.papers.paper(uri).current;
    if (!question) return say(vscode.l10n.t('Ask the paper a question first, because evidence belongs to a question.'));
    if (editor.selection.isEmpty) return say(vscode.l10n.t('First select the text that is evidence.'));
    const range = this.papers.original(editor.document, editor.selection, question.id);
    const seen = range && trimToGraphemes(question.answer.text, range.start, range.end);
    if (!seen) {
      return say(vscode.l10n.t('This text is blank, or newer than the answer: ask again, then add it.'));
    }
    this.papers.change(uri, (paper) =>
      paper.changeQuestion(question.id, {
        marks: withMark(question.marks, { ...seen, verdict: 'added' }),
      }),
    );
  }

  private resize(document: PaperDocument, passage: ShownPassage, range: TextRange): void {
    const seen = trimToGraphemes(passage.question.answer.text, range.start, range.end);
    if (!seen) return;
    const { marks } = passage.question;
    // A new length neither accepts nor rejects a passage.
    const verdict = passage.verdict ?? 'resized';
    const next = withMark(withoutMarks(marks, passage), { ...seen, verdict });
    this.papers.change(document.uri, (paper) => paper.changeQuestion(passage.question.id, { marks: next }));
  }

  private mark(document: PaperDocument, { question }: ShownPassage, mark: Mark): void {
    this.papers.change(document.uri, (paper) =>
      paper.changeQuestion(question.id, { marks: withMark(question.marks, mark) }),
    );
  }

  /** The selection as a range of the text that was asked; undefined when it does not touch the passage. */
  private selection({ document, range, question }: ShownPassage): TextRange | undefined {
    const editor = vscode.window.visibleTextEditors.find((other) => other.document === document);
    if (!editor || editor.selection.isEmpty || !editor.selection.intersection(range)) return undefined;
    return this.papers.original(document, editor.selection, question.id);
  }

  /** @param ofRejected whether the command is for rejected passages too, which are not lit */
  private async withPassage(from: unknown, run: (meant: Meant) => void, ofRejected: boolean): Promise<void> {
    const meant = await this.meant(from, ofRejected);
    if (meant) return run(meant);
    say(
      ofRejected
        ? vscode.l10n.t('Put the cursor on a passage that you accepted, rejected or changed first.')
        : vscode.l10n.t('Put the cursor on a lit passage first.'),
    );
  }

  private async meant(from: unknown, ofRejected: boolean): Promise<Meant | undefined> {
    const target = asPassageTarget(from);
    if (!target) {
      const editor = vscode.window.activeTextEditor;
      if (!editor) return undefined;
      const { document, selection } = editor;
      const lit = this.papers.passageAt(document, selection.active);
      // Where the cursor is on a lit and a rejected passage, the rejection is undone, unless the reader decided on the lit one too.
      const rejected = ofRejected && lit?.verdict === undefined;
      const passage = (rejected ? this.papers.passageAt(document, selection.active, 'rejected') : undefined) ?? lit;
      return passage && { document: paperOf(editor.document), passage };
    }
    const document = await openPaper(vscode.Uri.parse(target.uri));
    const passage = this.papers.passageOf(document, target);
    return passage && { document, passage };
  }
}

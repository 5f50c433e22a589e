import type MarkdownIt from 'markdown-it';
import vscode = require('vscode');
import { isScored, lookOf, sourceName } from '../../core/answers/source';
import { slotSign, titleOf } from '../../core/questions/question';
import { Disposable } from '../../platform/disposable';
import { log } from '../../platform/log';
import type { PlacedPassage } from '../../core/questions/paper';
import { documentOf, type PaperDocument } from '../../papers/documents';
import type { Papers } from '../../papers/papers';
import type { MovablePages } from '../../papers/revealer';
import { type PassageTarget, targetOf } from '../../papers/targets';
import { AROUND, lightPassages, type LitPassage } from '../../core/preview/markdownIt';

/** The preview is redrawn after this long without a change, milliseconds: each redraw loads the whole page anew. */
const REST_MS = 250;
/** The longest wait for a redraw while scores arrive or the threshold moves, milliseconds. */
const PATIENCE_MS = 2_000;

/** The part of `Papers` that the preview uses. */
export type PreviewPapers = Pick<Papers, 'onDidChange' | 'placement' | 'paper'>;

/** Lights passages in the editor's own markdown preview. */
export class Preview extends Disposable implements MovablePages {
  /** What was lit of each document when its page was last rendered, so that a page is redrawn only when that changes. */
  private readonly signatures = new Map<string, string>();
  private readonly madePage = this.register(new vscode.EventEmitter<vscode.Uri>());
  /** Fires with the document of each page that was rendered. */
  readonly onDidRender = this.madePage.event;
  private timer: NodeJS.Timeout | undefined;
  /** When the preview must be redrawn at the latest, milliseconds since 1970. */
  private due: number | undefined;

  /** The passage that pages were moved to last. */
  private target: { readonly passage: PassageTarget; readonly sign: string } | undefined;

  constructor(private readonly papers: PreviewPapers) {
    super();
    this.register(papers.onDidChange((uri) => this.paperChanged(uri)));
    this.register({ dispose: () => clearTimeout(this.timer) });
  }

  /** The documents whose pages were rendered, latest first. */
  get rendered(): readonly vscode.Uri[] {
    return [...this.signatures.keys()].reverse().map((key) => vscode.Uri.parse(key));
  }

  /**
   * Moves the pages of a document to a passage. An extension cannot send messages to these pages. So the passage gets a mark, the page is
   * rendered again, and our script in it (`webview/preview/target.ts`) scrolls to the mark.
   */
  scrollTo(document: vscode.Uri, passage: PlacedPassage): void {
    this.target = { passage: targetOf(document, passage), sign: String(Date.now()) };
    this.redraw();
  }

  /** Extends the preview's markdown-it, in the form that `markdown.markdownItPlugins` asks for. */
  extendMarkdownIt(md: MarkdownIt): MarkdownIt {
    return lightPassages(
      md,
      (document, text) => this.lit(document, text),
      (error) => log.error('The preview is shown without highlights', error),
    );
  }

  private lit(key: string, text: string): readonly LitPassage[] {
    const document = documentOf(key);
    // A page of another state of the document, such as an older one in a diff, gets no passages.
    if (!document || document.getText() !== text) return [];
    this.noteRendered(document);
    const areSeveral = this.papers.paper(document.uri).lit.length > 1;
    return this.papers.placement(document).passages.flatMap((passage) => {
      const { now, score, question, emphasis } = passage;
      const lit = {
        score,
        ...(isScored(question.answer.source) ? {} : { label: sourceName(question.answer.source) }),
        look: areSeveral ? `question${question.slot + 1}` : lookOf(question.answer.source, score),
        question: areSeveral ? `${slotSign(question.slot)} ${titleOf(question)}` : titleOf(question),
      };
      const target = this.isTarget(document.uri, passage) ? { target: this.target!.sign } : {};
      const { answering, around } = emphasis ?? { answering: now.ranges ?? [now], around: [] };
      return [
        ...answering.map(({ start, end }) => ({ start, end, ...lit, ...target })),
        ...around.map(({ start, end }) => ({
          start,
          end,
          ...lit,
          look: areSeveral ? `${lit.look}-${AROUND}` : AROUND,
        })),
      ];
    });
  }

  private isTarget(document: vscode.Uri, passage: PlacedPassage): boolean {
    const { uri, question, start, end } = targetOf(document, passage);
    const target = this.target?.passage;
    return target?.uri === uri && target.question === question && target.start === start && target.end === end;
  }

  private noteRendered(document: PaperDocument): void {
    const key = document.uri.toString();
    // Moves the document to the end of the map, because the latest stands last.
    this.signatures.delete(key);
    this.signatures.set(key, this.signatureOf(document));
    this.madePage.fire(document.uri);
  }

  /** What is lit, by offsets in the text that was asked: edits do not change these, and the preview follows edits itself. */
  private signatureOf(document: PaperDocument): string {
    const questions = this.papers.paper(document.uri).lit.map((question) => `${question.slot} ${titleOf(question)}`);
    const passages = this.papers.placement(document).passages.map(({ start, end, score, question, now, emphasis }) => {
      const strong = emphasis?.answering.map((range) => `${range.start - now.start}-${range.end - now.start}`);
      return `${question.slot} ${start}-${end} ${score} ${strong?.join() ?? ''}`;
    });
    return [...questions, ...passages].join('\n');
  }

  private paperChanged(uri: vscode.Uri): void {
    const before = this.signatures.get(uri.toString());
    if (before === undefined) return;
    const document = documentOf(uri);
    if (document && this.signatureOf(document) === before) return;
    const now = Date.now();
    this.due ??= now + PATIENCE_MS;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.redraw(), Math.min(REST_MS, Math.max(0, this.due - now)));
  }

  private redraw(): void {
    clearTimeout(this.timer);
    this.due = undefined;
    void vscode.commands.executeCommand('markdown.preview.refresh');
  }
}

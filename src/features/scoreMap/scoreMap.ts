import vscode = require('vscode');
import { isScored } from '../../core/answers/source';
import { askedMarks, mapSections } from '../../core/scoreMap/marks';
import { isFromPage, type FromPage, type ToPage } from '../../core/scoreMap/messages';
import type { MapMark, ScoreMap } from '../../core/scoreMap/types';
import type { Heading } from '../../core/paper/types';
import { type Question, slotSign, titleOf } from '../../core/questions/question';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { documentOf, type PaperDocument } from '../../papers/documents';
import type { CurrentPaper } from '../../papers/currentPaper';
import type { PassageTarget } from '../../papers/targets';
import type { Papers } from '../../papers/papers';
import { pageOf } from './page';

const SCORE_MAP_VIEW = 'evidence.scoreMap';

/** Changes within this time redraw the map once, milliseconds; the line of the threshold does not wait for it. */
const UPDATE_MS = 80;

/** The part of `Papers` that the map uses. */
export type MapPapers = Pick<Papers, 'onDidChange' | 'placement' | 'paper' | 'view' | 'change' | 'locate'>;

/** A map, the paper that it shows and, for each mark, what reveals it in the paper. */
interface Drawn {
  readonly uri: vscode.Uri;
  readonly map: ScoreMap;
  readonly targets: readonly PassageTarget[];
}

/** The score map: the current paper as a picture, with the threshold as a line that the reader can move. */
export class ScoreMapView extends Disposable implements vscode.WebviewViewProvider {
  private view: vscode.WebviewView | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isReady = false;
  private revision = 0;
  private drawn: Drawn | undefined;
  /** The map that was sent last, as JSON: the same map is not sent again. */
  private sent = '';
  /** The threshold that the page shows. */
  private told: number | undefined;

  constructor(
    private readonly papers: MapPapers,
    private readonly extension: vscode.Uri,
    private readonly currentPaper: CurrentPaper,
  ) {
    super();
    this.register(vscode.window.registerWebviewViewProvider(SCORE_MAP_VIEW, this));
    this.register(papers.onDidChange((uri) => this.changed(uri)));
    this.register(currentPaper.onDidChange(() => this.schedule()));
    this.register({ dispose: () => clearTimeout(this.timer) });
  }

  /** The map that the page shows. */
  get map(): ScoreMap | undefined {
    return this.drawn?.map;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    this.isReady = false;
    const { webview } = view;
    const folders = ['media', 'dist'].map((folder) => vscode.Uri.joinPath(this.extension, folder));
    webview.options = { enableScripts: true, localResourceRoots: folders };
    webview.onDidReceiveMessage((message: unknown) => isFromPage(message) && this.hear(message));
    view.onDidChangeVisibility(() => this.schedule());
    view.onDidDispose(() => (this.view = undefined));
    webview.html = pageOf(webview, this.extension);
  }

  private hear(message: FromPage): void {
    switch (message.type) {
      case 'ready':
        // A page that was hidden has been loaded anew and shows nothing yet.
        this.isReady = true;
        this.sent = '';
        return this.update();
      case 'moved':
        this.told = message.threshold;
        if (this.drawn) this.papers.change(this.drawn.uri, (paper) => paper.setThreshold(message.threshold));
        return;
      case 'reveal':
        if (message.revision === this.revision) this.reveal(message.mark);
    }
  }

  private reveal(mark: number): void {
    const target = this.drawn?.targets[mark];
    if (target) void vscode.commands.executeCommand(Command.reveal, target);
  }

  private changed(uri: vscode.Uri): void {
    if (uri.toString() === this.drawn?.uri.toString()) this.tellThreshold(uri);
    this.schedule();
  }

  private tellThreshold(uri: vscode.Uri): void {
    const { threshold } = this.papers.view(uri);
    if (threshold === this.told) return;
    this.told = threshold;
    this.post({ type: 'threshold', threshold });
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.update();
    }, UPDATE_MS);
  }

  /** Makes the map while it is visible, and sends it when it has changed. */
  private update(): void {
    if (this.view?.visible !== true || !this.isReady) return;
    const { uri } = this.currentPaper;
    this.drawn = uri && this.draw(uri);
    const next = JSON.stringify(this.drawn?.map ?? null);
    if (next === this.sent) return;
    this.sent = next;
    if (!this.drawn) return this.post({ type: 'empty' });
    this.told = this.papers.view(this.drawn.uri).threshold;
    this.revision++;
    this.post({ type: 'show', revision: this.revision, map: this.drawn.map, threshold: this.told });
  }

  private draw(uri: vscode.Uri): Drawn | undefined {
    const document = documentOf(uri);
    // A language model gives no scores, so there is nothing to draw.
    const questions = this.papers.paper(uri).lit.filter(({ answer }) => isScored(answer.source));
    if (!document || questions.length === 0) return undefined;
    const placed = questions
      .flatMap((question) => this.placed(document, question, questions.length > 1))
      .sort((a, b) => a.mark.start - b.mark.start || b.mark.end - a.mark.end);
    const map = {
      length: document.getText().length,
      title: questions.map((question) => titled(question, questions.length > 1)).join(' · '),
      sections: mapSections(this.headings(document, questions[0]!), document.getText().length),
      marks: placed.map(({ mark }) => mark),
    };
    return { uri, map, targets: placed.map(({ target }) => target) };
  }

  /** The marks of a question where they stand now, without those whose text is gone. */
  private placed(
    document: PaperDocument,
    question: Question,
    areSeveral: boolean,
  ): { readonly mark: MapMark; readonly target: PassageTarget }[] {
    const lit = this.papers.placement(document).passages.filter((passage) => passage.question.id === question.id);
    return askedMarks(question, this.papers.view(document.uri), lit).flatMap((asked) => {
      const { start, end } = asked;
      const place = this.papers.locate(document, start, end, question.id);
      const first = place?.pieces[0];
      if (!first) return [];
      const slot = areSeveral ? { slot: question.slot } : {};
      const mark = { ...asked, ...slot, start: place.start, end: place.end, line: first.range.start.line + 1 };
      return [{ mark, target: { uri: document.uri.toString(), question: question.id, start, end } }];
    });
  }

  private headings(document: PaperDocument, { id, answer }: Question): Heading[] {
    return (answer.outline?.headings ?? []).flatMap((heading) => {
      const place = this.papers.locate(document, heading.start, heading.end, id);
      return place ? [{ ...heading, start: place.start, end: place.end }] : [];
    });
  }

  private post(message: ToPage): void {
    if (this.isReady) void this.view?.webview.postMessage(message);
  }
}

/** The title of a question in the map; where several are lit, with the sign that its marks have. */
function titled(question: Question, areSeveral: boolean): string {
  return areSeveral ? `${slotSign(question.slot)} ${titleOf(question)}` : titleOf(question);
}

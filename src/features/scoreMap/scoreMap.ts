import vscode = require('vscode');
import { isScored } from '../../core/answers/source';
import { mapSections } from '../../core/scoreMap/marks';
import { isFromPage, type FromPage, type ToPage } from '../../core/scoreMap/messages';
import { MapOutbox } from '../../core/scoreMap/outbox';
import type { ScoreMap } from '../../core/scoreMap/types';
import { type Question, slotSign, titleOf } from '../../core/questions/question';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { documentOf } from '../../papers/documents';
import type { CurrentPaper } from '../../papers/currentPaper';
import type { PassageTarget } from '../../papers/targets';
import type { Papers } from '../../papers/papers';
import { pageOf } from './page';
import { PlacedMarks } from './placedMarks';

const SCORE_MAP_VIEW = 'evidence.scoreMap';

/** Changes within this time redraw the map once, milliseconds; the line of the threshold does not wait for it. */
const UPDATE_MS = 80;
/** The map is not made more often than this while scores arrive, milliseconds: it would keep the answer itself waiting. */
const REST_MS = 350;

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
  private drawn: Drawn | undefined;
  private readonly outbox = new MapOutbox();
  /** By question, while it is lit. */
  private marks = new Map<string, PlacedMarks>();
  /** When the map was made last, milliseconds since 1970. */
  private madeAt = 0;
  /** The threshold that the page shows. */
  private told: number | undefined;
  /** The number of the page's last move of the threshold. */
  private move = 0;

  constructor(
    private readonly papers: MapPapers,
    private readonly extension: vscode.Uri,
    private readonly currentPaper: CurrentPaper,
  ) {
    super();
    this.register(vscode.window.registerWebviewViewProvider(SCORE_MAP_VIEW, this));
    this.register(papers.onDidChange((uri) => this.paperChanged(uri)));
    this.register(currentPaper.onDidChange(() => this.schedule()));
    this.register({ dispose: () => clearTimeout(this.timer) });
  }

  /** The map that the page shows. */
  get map(): ScoreMap | undefined {
    return this.drawn?.map;
  }

  /** How many times the page was told to draw marks. */
  get revision(): number {
    return this.outbox.revision;
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
        this.move = 0;
        this.outbox.reset();
        return this.update();
      case 'moved':
        this.told = message.threshold;
        this.move = message.move;
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

  private paperChanged(uri: vscode.Uri): void {
    if (uri.toString() === this.drawn?.uri.toString()) this.tellThreshold(uri);
    this.schedule();
  }

  private tellThreshold(uri: vscode.Uri): void {
    const { threshold } = this.papers.view(uri);
    if (threshold === this.told) return;
    this.told = threshold;
    this.post({ type: 'threshold', threshold, move: this.move });
  }

  private schedule(): void {
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        this.update();
      },
      Math.max(UPDATE_MS, this.madeAt + REST_MS - Date.now()),
    );
  }

  /** Makes the map while it is visible, and sends what has changed. */
  private update(): void {
    if (this.view?.visible !== true || !this.isReady) return;
    const { uri } = this.currentPaper;
    this.drawn = uri && this.draw(uri);
    this.madeAt = Date.now();
    const threshold = this.drawn && this.papers.view(this.drawn.uri).threshold;
    const message = this.outbox.messageFor(this.drawn?.map, threshold ?? 1, this.move);
    if (!message) return;
    if (threshold !== undefined) this.told = threshold;
    this.post(message);
  }

  private draw(uri: vscode.Uri): Drawn | undefined {
    const document = documentOf(uri);
    // A language model gives no scores, so there is nothing to draw.
    const questions = this.papers.paper(uri).lit.filter(({ answer }) => isScored(answer.source));
    const [first] = questions;
    if (!document || !first) return undefined;
    const before = this.marks;
    const keyOf = ({ id }: Question): string => `${uri.toString()}#${id}`;
    this.marks = new Map(
      questions.map((question) => [keyOf(question), before.get(keyOf(question)) ?? new PlacedMarks(this.papers)]),
    );
    const marksOf = (question: Question): PlacedMarks => this.marks.get(keyOf(question))!;
    const areSeveral = questions.length > 1;
    const placed = questions
      .flatMap((question) => marksOf(question).of(document, question, areSeveral))
      .sort((a, b) => a.mark.start - b.mark.start || b.mark.end - a.mark.end);
    const { length } = document.getText();
    const map = {
      length,
      title: questions.map((question) => titled(question, areSeveral)).join(' · '),
      sections: mapSections(marksOf(first).headings(document, first), length),
      marks: placed.map(({ mark }) => mark),
    };
    return { uri, map, targets: placed.map(({ target }) => target) };
  }

  private post(message: ToPage): void {
    if (this.isReady) void this.view?.webview.postMessage(message);
  }
}

/** The title of a question in the map; where several are lit, with the sign that its marks have. */
function titled(question: Question, areSeveral: boolean): string {
  return areSeveral ? `${slotSign(question.slot)} ${titleOf(question)}` : titleOf(question);
}

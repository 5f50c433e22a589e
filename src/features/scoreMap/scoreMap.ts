import * as vscode from 'vscode';
import { type AskedMark, askedMarks } from '../../core/map/marks';
import { isFromPage, type FromPage, type ToPage } from '../../core/map/messages';
import { mapSections } from '../../core/map/sections';
import type { MapMark, ScoreMap } from '../../core/map/types';
import type { Heading } from '../../core/paper/types';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import type { PassageTarget } from '../navigation/navigation';
import type { Papers } from '../papers/papers';
import { pageOf } from './page';

export const SCORE_MAP_VIEW = 'evidence.scoreMap';

/** How long changes are collected before the map is made anew; the threshold's line never waits for it. */
const UPDATE_MS = 80;

/** What the map needs to know of the papers. */
export type MapPapers = Pick<Papers, 'onDidChange' | 'passages' | 'answer' | 'view' | 'setThreshold' | 'locate'>;

/** A map with the paper that it is of and, for each of its marks, where the mark stands in the text that was asked. */
interface Drawn {
  readonly uri: vscode.Uri;
  readonly map: ScoreMap;
  readonly asked: readonly AskedMark[];
}

/** The score map: the paper at hand as a picture, with the threshold as a line that the reader moves. */
export class ScoreMapView extends Disposable implements vscode.WebviewViewProvider {
  private view: vscode.WebviewView | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isReady = false;
  private revision = 0;
  private drawn: Drawn | undefined;
  /** The map as it was sent last: what is drawn already is not sent again. */
  private sent = '';
  /** The threshold that the page knows. */
  private told: number | undefined;

  constructor(
    private readonly papers: MapPapers,
    private readonly extension: vscode.Uri,
    /** The paper whose passages the reader looks at. */
    private readonly current: () => vscode.Uri | undefined,
  ) {
    super();
    this.register(vscode.window.registerWebviewViewProvider(SCORE_MAP_VIEW, this));
    this.register(papers.onDidChange((uri) => this.changed(uri)));
    this.register(vscode.window.onDidChangeActiveTextEditor(() => this.schedule()));
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
        // A page that was hidden has been made anew and knows nothing.
        this.isReady = true;
        this.sent = '';
        return this.update();
      case 'moved':
        this.told = message.threshold;
        if (this.drawn) this.papers.setThreshold(this.drawn.uri, message.threshold);
        return;
      case 'reveal':
        if (message.revision === this.revision) this.reveal(message.mark);
    }
  }

  private reveal(mark: number): void {
    const asked = this.drawn?.asked[mark];
    if (!this.drawn || !asked) return;
    const target: PassageTarget = { uri: this.drawn.uri.toString(), start: asked.start, end: asked.end };
    void vscode.commands.executeCommand(Command.reveal, target);
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

  /** Makes the map anew while it is seen, and sends it where it differs. */
  private update(): void {
    if (this.view?.visible !== true || !this.isReady) return;
    const uri = this.current();
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
    const key = uri.toString();
    const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === key);
    const answer = this.papers.answer(uri);
    if (!document || !answer) return undefined;
    const asked = askedMarks(answer, this.papers.view(uri), this.papers.passages(document));
    const placed = asked.flatMap((mark) => {
      const range = this.papers.locate(document, mark.start, mark.end);
      return range ? [{ mark, range }] : [];
    });
    const marks = placed.map(({ mark, range }): MapMark => {
      const { start, end } = offsetsOf(document, range);
      return { start, end, score: mark.score, kind: mark.kind, line: range.start.line + 1, text: mark.text };
    });
    const headings = (answer.outline?.headings ?? []).flatMap((heading): Heading[] => {
      const range = this.papers.locate(document, heading.start, heading.end);
      return range ? [{ ...heading, ...offsetsOf(document, range) }] : [];
    });
    const { length } = document.getText();
    const map = { length, question: answer.question, sections: mapSections(headings, length), marks };
    return { uri, map, asked: placed.map(({ mark }) => mark) };
  }

  private post(message: ToPage): void {
    if (this.isReady) void this.view?.webview.postMessage(message);
  }
}

function offsetsOf(document: vscode.TextDocument, { start, end }: vscode.Range): { start: number; end: number } {
  return { start: document.offsetAt(start), end: document.offsetAt(end) };
}

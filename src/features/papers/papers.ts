import * as vscode from 'vscode';
import type { Answer } from '../../core/answers/answer';
import { type Passage, type View } from '../../core/answers/answer';
import { differenceBetween, TextMap } from '../../core/text/textMap';
import { Disposable } from '../../platform/disposable';
import type { Settings } from '../../platform/settings';

/** How long scores that arrive are collected before they are shown. */
const UPDATE_MS = 40;

/** A passage where it stands in the document now. */
export interface PlacedPassage extends Passage {
  readonly range: vscode.Range;
  /** Whether its text has been edited since it was scored. */
  readonly edited: boolean;
}

/** The answer that is shown for a document. */
interface ShownAnswer {
  readonly answer: Answer;
  /** From the text that was asked to the text now. */
  map: TextMap;
  /** The document's text when it was last closed; edits made elsewhere are found against it. */
  closedText?: string;
  threshold?: number;
}

/**
 * The answers of the papers, by document: the one place that every feature reads from. It follows edits, and tells when
 * what is shown of a document has changed.
 */
export class Papers extends Disposable {
  private readonly shown = new Map<string, ShownAnswer>();
  private readonly pending = new Map<string, NodeJS.Timeout>();
  private readonly changed = this.register(new vscode.EventEmitter<vscode.Uri>());
  /** Fires with the document whose passages, threshold or progress have changed. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly settings: Settings) {
    super();
    this.register(settings.onDidChange(() => this.changedAll()));
    this.register({ dispose: () => this.pending.forEach((timer) => clearTimeout(timer)) });
    this.register(vscode.workspace.onDidChangeTextDocument((event) => this.follow(event)));
    this.register(vscode.workspace.onDidOpenTextDocument((document) => this.reopened(document)));
    this.register(vscode.workspace.onDidCloseTextDocument((document) => this.closed(document)));
  }

  /** Shows an answer in place of the one before; the paper's own threshold stays. */
  show(document: vscode.Uri, answer: Answer): void {
    const key = document.toString();
    const threshold = this.shown.get(key)?.threshold;
    this.shown.set(key, {
      answer,
      map: new TextMap(answer.text.length),
      ...(threshold === undefined ? {} : { threshold }),
    });
    this.changed.fire(document);
  }

  /**
   * Tells that scores or the state of an answer have changed; one that is no longer shown is nobody's business. Chunks can come
   * by the hundred: what comes within a frame or two is shown at once, together.
   */
  update(document: vscode.Uri, answer: Answer): void {
    if (this.answer(document) !== answer) return;
    if (answer.state !== 'running') {
      this.changed.fire(document);
      return;
    }
    const key = document.toString();
    if (this.pending.has(key)) return;
    const timer = setTimeout(() => {
      this.pending.delete(key);
      if (this.answer(document) === answer) this.changed.fire(document);
    }, UPDATE_MS);
    this.pending.set(key, timer);
  }

  clear(document: vscode.Uri): void {
    if (this.shown.delete(document.toString())) this.changed.fire(document);
  }

  answer(document: vscode.Uri): Answer | undefined {
    return this.shown.get(document.toString())?.answer;
  }

  /** The view of a document: the settings, with the paper's own threshold where the reader has moved it. */
  view(document: vscode.Uri): View {
    const view = this.settings.view(document);
    const threshold = this.shown.get(document.toString())?.threshold;
    return threshold === undefined ? view : { ...view, threshold };
  }

  /** Moves the threshold of this paper only; no settings file is written. Without one, the settings' holds again. */
  setThreshold(document: vscode.Uri, threshold: number | undefined): void {
    const shown = this.shown.get(document.toString());
    if (!shown) return;
    if (threshold === undefined) delete shown.threshold;
    else shown.threshold = Math.min(1, Math.max(0, threshold));
    this.changed.fire(document);
  }

  /** The passages of a document by place, where they stand now; one whose text is gone is left out. */
  passages(document: vscode.TextDocument): PlacedPassage[] {
    const shown = this.shown.get(document.uri.toString());
    if (!shown) return [];
    return shown.answer.passages(this.view(document.uri)).flatMap((passage) => {
      const place = shown.map.locate(passage.start, passage.end);
      if (!place) return [];
      const range = new vscode.Range(document.positionAt(place.start), document.positionAt(place.end));
      return [{ ...passage, range, edited: place.state === 'edited' }];
    });
  }

  /** Where a range of the text that was asked stands in the document now. */
  locate(document: vscode.TextDocument, start: number, end: number): vscode.Range | undefined {
    const place = this.shown.get(document.uri.toString())?.map.locate(start, end);
    return place && new vscode.Range(document.positionAt(place.start), document.positionAt(place.end));
  }

  private changedAll(): void {
    for (const key of this.shown.keys()) this.changed.fire(vscode.Uri.parse(key));
  }

  private follow(event: vscode.TextDocumentChangeEvent): void {
    const shown = this.shown.get(event.document.uri.toString());
    if (!shown || event.contentChanges.length === 0) return;
    const changes = event.contentChanges.map((change) => ({
      offset: change.rangeOffset,
      deleted: change.rangeLength,
      inserted: change.text.length,
    }));
    shown.map = shown.map.edited(changes);
    this.changed.fire(event.document.uri);
  }

  private closed(document: vscode.TextDocument): void {
    const shown = this.shown.get(document.uri.toString());
    if (!shown) return;
    if (document.isUntitled) this.clear(document.uri);
    else shown.closedText = document.getText();
  }

  private reopened(document: vscode.TextDocument): void {
    const shown = this.shown.get(document.uri.toString());
    if (shown?.closedText === undefined) return;
    const change = differenceBetween(shown.closedText, document.getText());
    delete shown.closedText;
    if (change) shown.map = shown.map.edited([change]);
    this.changed.fire(document.uri);
  }
}

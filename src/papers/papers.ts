import { randomUUID } from 'node:crypto';
import vscode = require('vscode');
import type { Answer, View } from '../core/answers/answer';
import type { PaperRecord } from '../core/questions/codec';
import { asked, changed, lit, litAlone, merged, type Question, type QuestionChange } from '../core/questions/question';
import type { TextRange } from '../core/text/trim';
import { Disposable } from '../platform/disposable';
import type { Settings } from '../platform/settings';
import { type LostPassage, Paper, type PlacedPassage } from './paper';
import type { PassageTarget } from './targets';

export type { LostPassage, PlacedPassage } from './paper';

/** How long scores that arrive are collected before they are shown. */
const UPDATE_MS = 40;

/**
 * The questions of the papers, by document: the one place that every feature reads from. It follows edits, and tells when what is
 * shown of a document has changed.
 *
 * The offsets of a passage are those of the text that its question was asked of; `range` is where it stands now.
 */
export class Papers extends Disposable {
  private readonly papers = new Map<string, Paper>();
  private readonly pending = new Map<string, NodeJS.Timeout>();
  private readonly changed = this.register(new vscode.EventEmitter<vscode.Uri>());
  private readonly moved = this.register(new vscode.EventEmitter<{ from: vscode.Uri; to: vscode.Uri }>());
  private readonly recordChanged = this.register(new vscode.EventEmitter<vscode.Uri>());
  /** Fires with the document whose questions, passages, threshold or progress have changed. */
  readonly onDidChange = this.changed.event;
  /** Fires with the document of which `record` has changed. */
  readonly onDidChangeRecord = this.recordChanged.event;
  /** Fires when the questions of a document have gone to another. */
  readonly onDidMove = this.moved.event;

  constructor(private readonly settings: Settings) {
    super();
    this.register(settings.onDidChange(() => this.settingsChanged()));
    this.register({ dispose: () => this.pending.forEach((timer) => clearTimeout(timer)) });
    this.register(vscode.workspace.onDidChangeTextDocument((event) => this.follow(event)));
    this.register(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.papers.get(uri.toString())?.closed()));
  }

  /**
   * Lights an answer that has begun; others go dark, but for the pinned ones. The paper's own threshold stays.
   *
   * @param id of the question that is asked again, when it is
   */
  show(document: vscode.TextDocument, answer: Answer, id: string = randomUUID()): void {
    const paper = this.paper(document.uri);
    const next = { id, answer, askedAt: Date.now() };
    paper.history = asked(paper.history, next, (earlier) => {
      paper.replaces(answer, earlier);
      return paper.follow(earlier, answer);
    });
    paper.begin(document, answer.text);
    this.tell(document.uri);
  }

  /**
   * Tells that scores or the state of an answer have changed; one that is no longer kept is nobody's business. Chunks can come
   * by the hundred: what comes within a frame or two is shown at once, together.
   */
  update(uri: vscode.Uri, answer: Answer): void {
    const key = uri.toString();
    const paper = this.papers.get(key);
    if (!paper?.history.some((question) => question.answer === answer)) return;
    paper.invalidate();
    if (answer.state !== 'running') {
      paper.ended(answer);
      this.tell(uri);
      return;
    }
    if (this.pending.has(key)) return;
    const timer = setTimeout(() => {
      this.pending.delete(key);
      this.changed.fire(uri);
    }, UPDATE_MS);
    this.pending.set(key, timer);
  }

  /** Lights none of the paper's questions; they stay in its history. */
  clear(uri: vscode.Uri): void {
    const paper = this.papers.get(uri.toString());
    if (!paper || paper.lit.length === 0) return;
    paper.history = paper.history.map((question) => ({ ...question, shown: false }));
    this.tell(uri);
  }

  /** The documents of which something was asked. */
  all(): vscode.Uri[] {
    return [...this.papers.keys()].map((key) => vscode.Uri.parse(key));
  }

  /** The paper's questions, latest first. */
  questions(uri: vscode.Uri): readonly Question[] {
    return this.papers.get(uri.toString())?.history ?? [];
  }

  question(uri: vscode.Uri, id: string): Question | undefined {
    return this.questions(uri).find((question) => question.id === id);
  }

  /** The questions whose passages are lit, latest first. */
  lit(uri: vscode.Uri): readonly Question[] {
    return this.papers.get(uri.toString())?.lit ?? [];
  }

  /** The latest of the lit questions: what is meant where one question is meant. */
  current(uri: vscode.Uri): Question | undefined {
    return this.lit(uri)[0];
  }

  /** The answer to the current question. */
  answer(uri: vscode.Uri): Answer | undefined {
    return this.current(uri)?.answer;
  }

  /** The view of a document: the settings, with what the reader has chosen for this paper. */
  view(uri: vscode.Uri): View {
    return { ...this.settings.view(uri), ...this.papers.get(uri.toString())?.choices };
  }

  /** Moves the threshold of this paper only; no settings file is written. Without one, the settings' holds again. */
  setThreshold(uri: vscode.Uri, threshold: number | undefined): void {
    this.look(uri, { threshold: threshold === undefined ? undefined : Math.min(1, Math.max(0, threshold)) });
  }

  /** Lights reference list and front matter of this paper too, or no longer; no settings file is written. */
  setIncludeReferences(uri: vscode.Uri, includeReferences: boolean): void {
    this.look(uri, { includeReferences });
  }

  /** Lights a question or takes its light away; at most six are lit, and the oldest gives way. */
  setLit(uri: vscode.Uri, id: string, isLit: boolean): void {
    this.rewrite(uri, (history) => (isLit ? lit(history, id) : changed(history, id, { shown: false })));
  }

  /** Lights a question and those that are pinned, and no other. */
  showOnly(uri: vscode.Uri, id: string): void {
    this.rewrite(uri, (history) => litAlone(history, id));
  }

  /** Changes what the reader made of a question: its name, pin or marks. */
  setQuestion(uri: vscode.Uri, id: string, change: QuestionChange): void {
    this.rewrite(uri, (history) => changed(history, id, change));
  }

  removeQuestion(uri: vscode.Uri, id: string): void {
    this.rewrite(uri, (history) => history.filter((question) => question.id !== id));
  }

  /** Takes in a question that was answered elsewhere or removed before; it is lit when it was, and has its place by time. */
  addQuestion(uri: vscode.Uri, question: Question): void {
    const paper = this.paper(uri);
    const history = merged(paper.history, [question]);
    paper.history = question.shown ? lit(history, question.id) : history;
    this.tell(uri);
  }

  /** The passages of all lit questions by place, where they stand now; `question` tells whose each is. */
  passages(document: vscode.TextDocument): readonly PlacedPassage[] {
    return this.placement(document)?.passages ?? [];
  }

  /** The innermost passage at a position. */
  passageAt(document: vscode.TextDocument, position: vscode.Position): PlacedPassage | undefined {
    return this.passages(document).findLast(({ range }) => range.contains(position));
  }

  /** The passage that a target names, lit or rejected; undefined when there is none any more. */
  passageOf(document: vscode.TextDocument, target: PassageTarget): PlacedPassage | undefined {
    const id = target.question ?? this.current(document.uri)?.id;
    return [...this.passages(document), ...this.rejected(document)].find(
      ({ question, start, end }) => question.id === id && start === target.start && end === target.end,
    );
  }

  /** The passages of lit questions whose text is gone from the document. */
  lost(document: vscode.TextDocument): readonly LostPassage[] {
    return this.placement(document)?.lost ?? [];
  }

  /** What the reader rejected of the lit questions, by place. */
  rejected(document: vscode.TextDocument): readonly PlacedPassage[] {
    return this.placement(document)?.rejected ?? [];
  }

  /** Where a range of the text that a question was asked of stands in the document now; the current question's without an id. */
  locate(document: vscode.TextDocument, start: number, end: number, id?: string): vscode.Range | undefined {
    const question = id === undefined ? this.current(document.uri) : this.question(document.uri, id);
    return question && this.papers.get(document.uri.toString())?.locate(document, question, start, end);
  }

  /** Where a range of the document stood in the text that a question was asked of; undefined for text that is new or was edited. */
  original(document: vscode.TextDocument, range: vscode.Range, id: string): TextRange | undefined {
    const question = this.question(document.uri, id);
    const snapshot = question && this.paper(document.uri).snapshot(document, question.answer.text);
    return snapshot?.original(document.offsetAt(range.start), document.offsetAt(range.end));
  }

  /** What is worth keeping of a paper; undefined when there is nothing. */
  record(uri: vscode.Uri): PaperRecord | undefined {
    const paper = this.papers.get(uri.toString());
    if (!paper || paper.history.length === 0) return undefined;
    return { uri: uri.toString(), questions: paper.history, ...paper.choices };
  }

  /** Takes in what was kept. What has been asked in the meantime comes first. */
  restore(uri: vscode.Uri, record: PaperRecord): void {
    const paper = this.paper(uri);
    paper.history = merged(paper.history, record.questions);
    paper.threshold ??= record.threshold;
    paper.includeReferences ??= record.includeReferences;
    this.changed.fire(uri);
  }

  /** The questions go with a document that has got another name. */
  move(from: vscode.Uri, to: vscode.Uri): void {
    const record = this.record(from);
    if (!record) return;
    this.forget(from);
    this.restore(to, record);
    this.recordChanged.fire(to);
    this.moved.fire({ from, to });
  }

  /** Forgets all that was asked of a paper. */
  forget(uri: vscode.Uri): void {
    if (!this.papers.delete(uri.toString())) return;
    this.tell(uri);
  }

  /** Lets go of a paper's questions, which are kept elsewhere; nothing is told. False while one of them is being asked. */
  release(uri: vscode.Uri): boolean {
    if (this.questions(uri).some(({ answer }) => answer.state === 'running')) return false;
    this.papers.delete(uri.toString());
    return true;
  }

  private paper(uri: vscode.Uri): Paper {
    const key = uri.toString();
    const known = this.papers.get(key);
    if (known) return known;
    const paper = new Paper();
    this.papers.set(key, paper);
    return paper;
  }

  private placement(document: vscode.TextDocument): ReturnType<Paper['placement']> | undefined {
    const paper = this.papers.get(document.uri.toString());
    return paper && paper.lit.length > 0 ? paper.placement(document, this.view(document.uri)) : undefined;
  }

  private rewrite(uri: vscode.Uri, change: (history: readonly Question[]) => readonly Question[]): void {
    const paper = this.papers.get(uri.toString());
    const history = paper && change(paper.history);
    if (!paper || history === undefined || history === paper.history) return;
    paper.history = history;
    this.tell(uri);
  }

  private look(uri: vscode.Uri, change: Partial<Pick<Paper, 'threshold' | 'includeReferences'>>): void {
    const paper = this.papers.get(uri.toString());
    if (!paper) return;
    Object.assign(paper, change).invalidate();
    this.tell(uri);
  }

  private tell(uri: vscode.Uri): void {
    this.changed.fire(uri);
    this.recordChanged.fire(uri);
  }

  private settingsChanged(): void {
    for (const [key, paper] of this.papers) {
      paper.invalidate();
      this.changed.fire(vscode.Uri.parse(key));
    }
  }

  private follow(event: vscode.TextDocumentChangeEvent): void {
    const paper = this.papers.get(event.document.uri.toString());
    if (!paper || event.contentChanges.length === 0) return;
    paper.edited(event);
    this.changed.fire(event.document.uri);
  }
}

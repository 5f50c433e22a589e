import { randomUUID } from 'node:crypto';
import vscode = require('vscode');
import type { Answer, View } from '../core/answers/answer';
import type { PaperRecord } from '../core/questions/codec';
import { type LostPassage, Paper, type PlacedPassage, type Placement } from '../core/questions/paper';
import type { Question } from '../core/questions/question';
import type { TextRange } from '../core/text/trim';
import { Disposable } from '../platform/disposable';
import type { Settings } from '../platform/settings';
import { offsetsIn, type PaperDocument, paperOf, piecesIn, startIn } from './documents';
import type { Piece } from './notebookPaper';
import type { PassageTarget } from './targets';

/**
 * A passage with its place as the editor names places: the document in which it begins, and the range in it from the start of the first
 * piece to the end of the last.
 */
export interface ShownPassage extends PlacedPassage, Piece {
  /** Its pieces; only one, unless other text stands inside the passage or it goes on in another cell of a notebook. */
  readonly pieces: readonly Piece[];
  /** The sentences or words that answer. */
  readonly answering: readonly Piece[];
  /** The rest of its paragraph, which gets a fainter mark. */
  readonly around: readonly Piece[];
}

/** A place in the text of a paper now, UTF-16 code units, with its pieces as the editor names places. */
export interface ShownPlace extends TextRange {
  readonly pieces: readonly Piece[];
}

/** The passages of all lit questions of a document. */
export interface ShownPlacement {
  /** By place in the document; of two that begin at the same place, the longer comes first. */
  readonly passages: readonly ShownPassage[];
  /** Passages of questions with very many, which are shown only on request; see `Placement.more`. */
  readonly more: readonly ShownPassage[];
  /** How many passages are shown only on request. */
  readonly moreCount: number;
  /** Passages that the reader rejected, by place in the document. */
  readonly rejected: readonly ShownPassage[];
  readonly lost: readonly LostPassage[];
}

/** What features may read of a paper; only `Papers` changes it. */
export type PaperView = Pick<Paper, 'questions' | 'lit' | 'current' | 'question' | 'choices' | 'viewed'>;

/** Scores that arrive within this time are shown together, milliseconds. */
const UPDATE_MS = 40;

const NOTHING: ShownPlacement = { passages: [], more: [], moreCount: 0, rejected: [], lost: [] };

/**
 * The questions of the papers, by document: the one state that every feature reads. It follows edits, and fires an event when the
 * passages or questions of a document have changed.
 *
 * The offsets of a passage refer to the text that its question was asked of; `range` is where it stands now.
 */
export class Papers extends Disposable {
  private readonly papers = new Map<string, Paper>();
  private readonly pending = new Map<string, NodeJS.Timeout>();
  /** The ranges for each placement, so that they are computed once. */
  private readonly shown = new WeakMap<Placement, ShownPlacement>();
  private readonly changed = this.register(new vscode.EventEmitter<vscode.Uri>());
  private readonly moved = this.register(new vscode.EventEmitter<{ from: vscode.Uri; to: vscode.Uri }>());
  private readonly madeRoom = this.register(new vscode.EventEmitter<Question>());
  private readonly recordChanged = this.register(new vscode.EventEmitter<vscode.Uri>());
  /** Fires with the document whose questions, passages, threshold or progress have changed. */
  readonly onDidChange = this.changed.event;
  /** Fires with the document whose `record` has changed. */
  readonly onDidChangeRecord = this.recordChanged.event;
  /** Fires with a question that is no longer lit, because only six can be lit at once. */
  readonly onDidMakeRoom = this.madeRoom.event;
  /** Fires when the questions of a document have moved to another. */
  readonly onDidMove = this.moved.event;

  constructor(private readonly settings: Settings) {
    super();
    this.register(settings.onDidChange(() => this.all().forEach((uri) => this.changed.fire(uri))));
    this.register({ dispose: () => this.pending.forEach((timer) => clearTimeout(timer)) });
    this.register(vscode.workspace.onDidChangeTextDocument((event) => this.follow(event)));
    this.register(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.known(uri)?.close()));
    this.register(vscode.workspace.onDidChangeNotebookDocument((event) => this.followCells(event)));
    this.register(vscode.workspace.onDidCloseNotebookDocument(({ uri }) => this.known(uri)?.close()));
  }

  /** The documents with questions. */
  all(): vscode.Uri[] {
    return [...this.papers.keys()].map((key) => vscode.Uri.parse(key));
  }

  /** The questions of a paper; an empty paper when nothing was asked of it. */
  paper(uri: vscode.Uri): PaperView {
    return this.known(uri) ?? new Paper();
  }

  /** The view of a document: the settings, overridden by what the reader has chosen for this paper. */
  view(uri: vscode.Uri): View {
    return { ...this.settings.view(uri), loneSentences: true, ...this.known(uri)?.viewed };
  }

  /**
   * Lights an answer that has begun. Other questions are no longer lit, except pinned ones. The paper's own threshold counts.
   *
   * @param id of the question, when one is asked again
   */
  show(document: PaperDocument, answer: Answer, id: string = randomUUID()): void {
    this.knownOrNew(document.uri).ask({ id, answer, askedAt: Date.now() }, document);
    this.tell(document.uri);
  }

  /**
   * Shows new scores or the new state of an answer; does nothing when the answer is no longer kept. Chunks can arrive by the hundred, so
   * scores that arrive within `UPDATE_MS` are shown together.
   */
  update(uri: vscode.Uri, answer: Answer): void {
    const key = uri.toString();
    if (this.known(uri)?.refresh(answer) !== true) return;
    if (answer.state !== 'running') return this.tell(uri);
    if (this.pending.has(key)) return;
    const timer = setTimeout(() => {
      this.pending.delete(key);
      this.changed.fire(uri);
    }, UPDATE_MS);
    this.pending.set(key, timer);
  }

  /** Forgets an answer that could not be given; the one that it replaced returns. */
  drop(uri: vscode.Uri, answer: Answer): void {
    this.change(uri, (paper) => {
      paper.refresh(answer);
      const question = paper.questions.find((one) => one.answer === answer);
      if (question) paper.removeQuestion(question.id);
    });
  }

  /** Lets `work` change a paper, and fires an event if it did. Does nothing when nothing was asked of the paper. No settings file is written. */
  change(uri: vscode.Uri, work: (paper: Paper) => void): void {
    const paper = this.known(uri);
    if (!paper) return;
    const { questions, choices } = paper;
    work(paper);
    if (paper.questions !== questions || paper.choices !== choices) this.tell(uri);
  }

  /** Adds a question that was answered elsewhere or removed before, see `Paper.addQuestion`; it may be the paper's first. */
  addQuestion(uri: vscode.Uri, question: Question): void {
    this.knownOrNew(uri).addQuestion(question);
    this.tell(uri);
  }

  /** The passages of all lit questions where they stand now; the `question` of each says to which it belongs. */
  placement(document: PaperDocument): ShownPlacement {
    const paper = this.opened(document);
    if (!paper?.current) return NOTHING;
    const placement = paper.placement(document, this.view(document.uri));
    const known = this.shown.get(placement);
    if (known) return known;
    const shown = {
      passages: placement.passages.map((passage) => shownIn(document, passage)),
      more: placement.more.map((passage) => shownIn(document, passage)),
      moreCount: placement.moreCount,
      rejected: placement.rejected.map((passage) => shownIn(document, passage)),
      lost: placement.lost,
    };
    this.shown.set(placement, shown);
    return shown;
  }

  /** The best passages below the threshold, best first, where nothing reaches it. They are not lit, only offered. */
  weaker(document: PaperDocument): ShownPassage[] {
    const passages = this.opened(document)?.weaker(document, this.view(document.uri)) ?? [];
    return passages.map((passage) => shownIn(document, passage));
  }

  /** Sets whether all passages of the lit questions of a paper are shown, or of each only the best. */
  showAll(uri: vscode.Uri, isWanted: boolean): void {
    this.known(uri)?.showAll(isWanted);
    this.changed.fire(uri);
  }

  /** The innermost passage at a position, of those that are lit or of those that the reader rejected. */
  passageAt(
    document: vscode.TextDocument,
    position: vscode.Position,
    among: 'passages' | 'rejected' = 'passages',
  ): ShownPassage | undefined {
    return this.placement(paperOf(document))[among].findLast(({ pieces }) =>
      pieces.some((piece) => piece.document === document && piece.range.contains(position)),
    );
  }

  /** The passage that a target names, lit, offered or rejected; undefined when it no longer exists. */
  passageOf(document: PaperDocument, target: PassageTarget): ShownPassage | undefined {
    const id = target.question ?? this.paper(document.uri).current?.id;
    const isMeant = ({ question, start, end }: ShownPassage): boolean =>
      question.id === id && start === target.start && end === target.end;
    const { passages, more, rejected } = this.placement(document);
    return [...passages, ...more, ...rejected].find(isMeant) ?? this.weaker(document).find(isMeant);
  }

  /** Where a range of the text that a question was asked of stands in the document now. Without an id, the current question is meant. */
  locate(document: PaperDocument, start: number, end: number, id?: string): ShownPlace | undefined {
    const paper = this.opened(document);
    const question = id === undefined ? paper?.current : paper?.question(id);
    const place = question && paper?.locate(document, question, { start, end });
    return place && { start: place.start, end: place.end, pieces: piecesIn(document, [place]) };
  }

  /** Where a range of a document stood in the text that a question was asked of; undefined for text that is new or edited. */
  original(document: vscode.TextDocument, range: vscode.Range, id: string): TextRange | undefined {
    const whole = paperOf(document);
    const paper = this.opened(whole);
    const question = paper?.question(id);
    const now = offsetsIn(whole, document, range);
    return question && now && paper?.original(whole, question, now);
  }

  /** What is saved of a paper; undefined when there is nothing to save. */
  record(uri: vscode.Uri): PaperRecord | undefined {
    const paper = this.known(uri);
    if (!paper || paper.questions.length === 0) return undefined;
    return { uri: uri.toString(), questions: paper.questions, ...paper.choices };
  }

  /** Takes in saved questions. Questions asked in the meantime come first. */
  restore(uri: vscode.Uri, { questions, threshold, includeReferences }: PaperRecord): void {
    this.knownOrNew(uri).restore(questions, {
      ...(threshold === undefined ? {} : { threshold }),
      ...(includeReferences === undefined ? {} : { includeReferences }),
    });
    this.changed.fire(uri);
  }

  /** Moves the questions to the document's new name. */
  move(from: vscode.Uri, to: vscode.Uri): void {
    const record = this.record(from);
    if (!record) return;
    this.forget(from);
    this.restore(to, record);
    this.recordChanged.fire(to);
    this.moved.fire({ from, to });
  }

  /** Forgets all questions of a paper. */
  forget(uri: vscode.Uri): void {
    if (!this.papers.delete(uri.toString())) return;
    this.tell(uri);
  }

  /** Frees the memory of a paper whose questions are saved elsewhere, without an event. False while one of them is being asked. */
  release(uri: vscode.Uri): boolean {
    if (this.paper(uri).questions.some(({ answer }) => answer.state === 'running')) return false;
    this.papers.delete(uri.toString());
    return true;
  }

  private known(uri: vscode.Uri): Paper | undefined {
    return this.papers.get(uri.toString());
  }

  /**
   * The paper of a document that is open. Somebody may still hold a document that was closed, whose text may no longer be the paper's: no
   * place in it counts, also when the paper is open again.
   */
  private opened(document: PaperDocument): Paper | undefined {
    return document.isClosed ? undefined : this.known(document.uri);
  }

  private knownOrNew(uri: vscode.Uri): Paper {
    const paper = this.known(uri) ?? new Paper((question) => this.madeRoom.fire(question));
    this.papers.set(uri.toString(), paper);
    return paper;
  }

  private tell(uri: vscode.Uri): void {
    this.changed.fire(uri);
    this.recordChanged.fire(uri);
  }

  private follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const whole = paperOf(document);
    const paper = this.known(whole.uri);
    if (!paper || contentChanges.length === 0) return;
    const base = startIn(whole, document);
    if (base === undefined) return;
    paper.edit(
      contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
        offset: base + rangeOffset,
        deleted: rangeLength,
        text,
      })),
    );
    this.changed.fire(whole.uri);
  }

  /** Cells were added, removed or moved: the text that was asked is compared with the text now when a place is asked for. */
  private followCells({ notebook, contentChanges }: vscode.NotebookDocumentChangeEvent): void {
    const paper = this.known(notebook.uri);
    if (!paper || contentChanges.length === 0) return;
    paper.close();
    this.changed.fire(notebook.uri);
  }
}

function shownIn(document: PaperDocument, passage: PlacedPassage): ShownPassage {
  const { now, emphasis } = passage;
  const pieces = piecesIn(document, now.ranges ?? [now]);
  const first = pieces[0]!;
  const end = pieces.findLast((piece) => piece.document === first.document)!.range.end;
  return {
    ...passage,
    ...first,
    range: first.range.with({ end }),
    pieces,
    answering: emphasis ? piecesIn(document, emphasis.answering) : pieces,
    around: piecesIn(document, emphasis?.around ?? []),
  };
}

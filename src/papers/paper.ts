import vscode = require('vscode');
import type { Answer, View } from '../core/answers/answer';
import { rowContext } from '../core/paper/tables';
import { Snapshot } from '../core/anchors/snapshot';
import { markedPassages, type Mark, type MarkedPassage, rejectedPassages } from '../core/questions/marks';
import type { Question } from '../core/questions/question';
import { trimToGraphemes } from '../core/text/graphemes';
import type { TextRange } from '../core/text/trim';

/** A passage where it stands in the document now. */
export interface PlacedPassage extends MarkedPassage {
  readonly question: Question;
  readonly range: vscode.Range;
  /** Whether its text has been edited since it was scored. */
  readonly edited: boolean;
}

/** What a passage is about, by its place: its section, and of a row of a table the caption and the columns; outermost first. */
export function placeOf({ section, start, question: { answer } }: PlacedPassage): string {
  const row = answer.outline ? rowContext(answer.text, answer.outline, start) : '';
  return [...section, ...(row === '' ? [] : [row])].join(' › ');
}

/** A passage whose text is no longer in the document. */
export interface LostPassage extends MarkedPassage {
  readonly question: Question;
}

/** The passages of all lit questions of a paper. */
export interface Placement {
  /** By place in the document; where two begin at one place, the longer first. */
  readonly passages: readonly PlacedPassage[];
  /** What the reader rejected, by place in the document. */
  readonly rejected: readonly PlacedPassage[];
  readonly lost: readonly LostPassage[];
}

/** The questions of one document, and where the text stands that each of them was asked of. */
export class Paper {
  private questions: readonly Question[] = [];
  /** By the text that was asked, while the document is open. */
  private readonly snapshots = new Map<string, Snapshot>();
  private placed:
    { readonly document: vscode.TextDocument; readonly version: number; readonly placement: Placement } | undefined;
  /** What was there before a question was asked again, by the new answer, while that one is being had. */
  private readonly replaced = new Map<Answer, Question>();
  /** The threshold of this paper, where the reader has moved it. */
  threshold: number | undefined;
  /** Whether its reference list and front matter are lit too, where the reader has said so. */
  includeReferences: boolean | undefined;

  /** Latest first. */
  get history(): readonly Question[] {
    return this.questions;
  }

  set history(history: readonly Question[]) {
    this.questions = history;
    this.invalidate();
  }

  /** The lit questions, latest first. */
  get lit(): readonly Question[] {
    return this.questions.filter(({ shown }) => shown);
  }

  /** What was derived is derived anew when it is asked for next. */
  invalidate(): void {
    this.placed = undefined;
  }

  /** A question is asked again: until there is an answer, the one before can come back. */
  replaces(answer: Answer, earlier: Question): void {
    const standing = earlier.answer.state === 'running' ? this.replaced.get(earlier.answer) : earlier;
    this.replaced.delete(earlier.answer);
    if (standing) this.replaced.set(answer, standing);
  }

  /** Nothing more comes for an answer. When it could not be had, or was given up before anything came, the one before stands again. */
  ended(answer: Answer): void {
    const before = this.replaced.get(answer);
    this.replaced.delete(answer);
    const isNothing = answer.state === 'failed' || (answer.state === 'cancelled' && answer.scored === 0);
    if (!before || !isNothing) return;
    const { askedAt, marks } = before;
    this.history = this.questions.map((question) =>
      question.answer === answer ? { ...question, answer: before.answer, askedAt, marks } : question,
    );
  }

  /** Where a text that was asked stands in the document. */
  snapshot(document: vscode.TextDocument, text: string): Snapshot {
    const known = this.snapshots.get(text);
    if (known) return known;
    const snapshot = new Snapshot(text, document.getText());
    this.snapshots.set(text, snapshot);
    return snapshot;
  }

  /** Begins to follow a text that is asked now: where it stands is known without a look at any earlier edit. */
  begin(document: vscode.TextDocument, text: string): void {
    this.snapshots.set(text, new Snapshot(text, document.getText()));
  }

  edited(event: vscode.TextDocumentChangeEvent): void {
    const changes = event.contentChanges.map((change) => ({
      offset: change.rangeOffset,
      deleted: change.rangeLength,
      inserted: change.text.length,
    }));
    for (const snapshot of this.snapshots.values()) snapshot.edited(changes);
    this.invalidate();
  }

  /** The document was closed: where its text stands is found out anew when it is opened again. */
  closed(): void {
    this.snapshots.clear();
    this.invalidate();
  }

  /** The marks of an answer, in the text of a later one; a mark whose text is gone is gone too. */
  follow(earlier: Question, next: Answer): readonly Mark[] {
    if (earlier.marks.length === 0 || earlier.answer.text === next.text) return earlier.marks;
    const snapshot = new Snapshot(earlier.answer.text, next.text);
    return earlier.marks.flatMap(({ start, end, verdict }) => {
      const place = snapshot.locate(start, end, () => next.text);
      return place ? [{ start: place.start, end: place.end, verdict }] : [];
    });
  }

  /** Where a range of the text that a question was asked of stands in the document now; undefined when it is lost. */
  locate(document: vscode.TextDocument, question: Question, start: number, end: number): vscode.Range | undefined {
    const place = this.snapshot(document, question.answer.text).locate(start, end, () => document.getText());
    return place && rangeOf(document, place);
  }

  /** What the reader has chosen for this paper, whatever the settings say. */
  get choices(): Partial<Pick<View, 'threshold' | 'includeReferences'>> {
    const { threshold, includeReferences } = this;
    return {
      ...(threshold === undefined ? {} : { threshold }),
      ...(includeReferences === undefined ? {} : { includeReferences }),
    };
  }

  placement(document: vscode.TextDocument, view: View): Placement {
    if (this.placed?.document === document && this.placed.version === document.version) return this.placed.placement;
    const passages: PlacedPassage[] = [];
    const rejected: PlacedPassage[] = [];
    const lost: LostPassage[] = [];
    for (const question of this.lit) {
      for (const passage of markedPassages(question.answer, view, question.marks)) {
        const placed = this.place(document, question, passage);
        if (placed) passages.push(placed);
        else lost.push({ ...passage, question });
      }
      for (const passage of rejectedPassages(question.answer, question.marks)) {
        const placed = this.place(document, question, passage);
        if (placed) rejected.push(placed);
      }
    }
    const placement = { passages: passages.sort(byPlace), rejected: rejected.sort(byPlace), lost };
    this.placed = { document, version: document.version, placement };
    return placement;
  }

  private place(document: vscode.TextDocument, question: Question, passage: MarkedPassage): PlacedPassage | undefined {
    const now = (): string => document.getText();
    const found = this.snapshot(document, question.answer.text).locate(passage.start, passage.end, now);
    if (!found) return undefined;
    const edited = found.state === 'edited';
    const seen = edited ? trimToGraphemes(now(), found.start, found.end) : found;
    return seen && { ...passage, question, range: rangeOf(document, seen), edited };
  }
}

function rangeOf(document: vscode.TextDocument, { start, end }: TextRange): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

function byPlace(a: PlacedPassage, b: PlacedPassage): number {
  return a.range.start.compareTo(b.range.start) || b.range.end.compareTo(a.range.end);
}

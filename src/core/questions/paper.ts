import type { Answer, View } from '../answers/answer';
import { type Replacement, Snapshot } from '../anchors/snapshot';
import { rowContext } from '../paper/tables';
import { bestFirst } from '../spans/scores';
import type { LocatedRange } from '../text/textMap';
import type { TextRange } from '../text/trim';
import { type MarkedPassage, markedPassages, rejectedPassages, WEAKER_OFFERED, weakerPassages } from './marks';
import { bestShown, type Emphasis, emphasised, followedMarks, type Locate, placed } from './placing';
import {
  type MadeRoom,
  type NewQuestion,
  type Question,
  type QuestionChange,
  withAsked,
  withChange,
  withLit,
  withMerged,
  withOnlyLit,
} from './question';

/** The text of a paper as it is now, such as an editor's document. It is read only when it is needed, because it can be long. */
export interface CurrentText {
  getText(): string;
}

/** A place in the paper's text now; UTF-16 code units, end exclusive. */
export interface Place extends TextRange {
  /** The pieces of a passage that other text interrupts, by place, without lost ones; missing when the passage is one piece. */
  readonly ranges?: readonly TextRange[];
}

/** A passage with its place in the paper now. Its own `start`, `end` and `ranges` are offsets of the text that was asked, and identify it. */
export interface PlacedPassage extends MarkedPassage {
  readonly question: Question;
  readonly now: Place;
  /** Whether its text has been edited since it was scored. */
  readonly edited: boolean;
  /** What of it is marked strongly, and what around it faintly, in the paper now; missing for what is not shown. */
  readonly emphasis?: Emphasis;
}

/** A passage whose text is no longer in the paper. */
export interface LostPassage extends MarkedPassage {
  readonly question: Question;
}

/** The passages of all lit questions of a paper. */
export interface Placement {
  /** By place in the paper now; of two that begin at the same place, the longer comes first. */
  readonly passages: readonly PlacedPassage[];
  /**
   * Passages of questions with very many, which are shown only on request, by place in the paper now. Without those of a question that is
   * still being read: finding the place of thousands again and again would keep it waiting.
   */
  readonly more: readonly PlacedPassage[];
  /** How many passages are shown only on request. */
  readonly moreCount: number;
  /** Passages that the reader rejected, by place in the paper now. */
  readonly rejected: readonly PlacedPassage[];
  readonly lost: readonly LostPassage[];
}

/** What the reader has chosen for one paper; it overrides the settings. */
export type PaperChoices = Partial<Pick<View, 'threshold' | 'includeReferences'>>;

/** Where a passage stands: its section and, for a row of a table, the caption and the columns. Outermost first. */
export function placeOf({ section, start, question: { answer } }: PlacedPassage): string {
  const row = answer.outline ? rowContext(answer.text, answer.outline, start) : '';
  return [...section, ...(row === '' ? [] : [row])].join(' › ');
}

/**
 * The questions of one paper, what the reader has chosen for it, and where the texts that were asked stand now. It must be told of every
 * edit.
 */
export class Paper {
  private history: readonly Question[] = [];
  private chosen: PaperChoices = {};
  /** A threshold for what is lit now; the next question has the reader's own again. */
  private lowered: number | undefined;
  /** By the text that was asked; kept while the paper is open. */
  private readonly snapshots = new Map<string, Snapshot>();
  private placed: { readonly key: string; readonly placement: Placement } | undefined;
  /** For a new answer that is still running, the question as it was before it was asked again. */
  private readonly replaced = new Map<Answer, Question>();
  /** The answers of which the reader wants to see all passages. */
  private readonly unlimited = new WeakSet<Answer>();

  /** @param madeRoom see `MadeRoom` */
  constructor(private readonly madeRoom?: MadeRoom) {}

  /** Latest first. Every change makes a new array. */
  get questions(): readonly Question[] {
    return this.history;
  }

  /** Every change makes a new object. */
  get choices(): PaperChoices {
    return this.chosen;
  }

  /** What counts now: the choices, and the lower threshold that shows weaker passages of what is lit, see `showWeaker`. */
  get viewed(): PaperChoices {
    return this.lowered === undefined ? this.chosen : { ...this.chosen, threshold: this.lowered };
  }

  /** The lit questions, latest first. */
  get lit(): readonly Question[] {
    return this.history.filter(({ shown }) => shown);
  }

  /** The latest of the lit questions: the one that a command without a question refers to. */
  get current(): Question | undefined {
    return this.history.find(({ shown }) => shown);
  }

  question(id: string): Question | undefined {
    return this.history.find((question) => question.id === id);
  }

  /** Adds an answer that has begun, and lights it and the pinned questions only. An answer that it replaces can return, see `refresh`. */
  ask(next: NewQuestion, now: CurrentText): void {
    const before = this.history;
    this.rewrite(
      withAsked(
        this.history,
        next,
        (earlier) => {
          this.replace(next.answer, earlier);
          return followedMarks(earlier, next.answer);
        },
        this.madeRoom,
      ),
    );
    if (!before.some(({ id }) => id === this.current?.id)) this.lowered = undefined;
    // The text may have been edited since it was asked; comparing the two now needs no record of those edits.
    this.snapshots.set(next.answer.text, new Snapshot(next.answer.text, now.getText()));
  }

  /**
   * Takes note of new scores or a new state of an answer. When a question failed, or was cancelled before any score arrived, the answer that
   * it replaced returns.
   *
   * @returns whether the answer belongs to this paper
   */
  refresh(answer: Answer): boolean {
    if (!this.history.some((question) => question.answer === answer)) return false;
    this.placed = undefined;
    if (answer.state !== 'running') this.settle(answer);
    return true;
  }

  /** Lights a question or stops lighting it. At most six are lit: the oldest makes room for a seventh. */
  setLit(id: string, isLit: boolean): void {
    this.rewrite(isLit ? withLit(this.history, id, this.madeRoom) : withChange(this.history, id, { shown: false }));
  }

  /** Lights a question and the pinned ones that are lit, and no other. */
  lightOnly(id: string): void {
    if (this.question(id)?.shown !== true) this.lowered = undefined;
    this.rewrite(withOnlyLit(this.history, id, this.madeRoom));
  }

  /** Stops lighting all questions; they stay in the history. */
  darken(): void {
    if (this.lit.length > 0) this.rewrite(this.history.map((question) => ({ ...question, shown: false })));
  }

  /** Changes the reader's part of a question: its name, pin or marks. */
  changeQuestion(id: string, change: QuestionChange): void {
    this.rewrite(withChange(this.history, id, change));
  }

  removeQuestion(id: string): void {
    this.rewrite(this.history.filter((question) => question.id !== id));
  }

  /** Adds a question that was answered elsewhere or removed before, in its place by time. It is lit if it was lit before. */
  addQuestion(question: Question): void {
    const history = withMerged(this.history, [question]);
    this.rewrite(question.shown ? withLit(history, question.id, this.madeRoom) : history);
  }

  /** Adds saved questions and choices. Those that the reader has made in the meantime come first. */
  restore(questions: readonly Question[], choices: PaperChoices): void {
    this.rewrite(withMerged(this.history, questions));
    this.chosen = { ...choices, ...this.chosen };
  }

  /** Lowers the threshold for what is lit now; undefined brings the reader's own back. It is not saved, and ends with the next question. */
  showWeaker(threshold: number | undefined): void {
    this.lowered = threshold;
    this.chosen = { ...this.chosen };
  }

  /** Sets the threshold of this paper, limited to 0..1; undefined makes the setting count again. */
  setThreshold(threshold: number | undefined): void {
    const { includeReferences } = this.chosen;
    this.lowered = undefined;
    this.chosen = {
      ...(includeReferences === undefined ? {} : { includeReferences }),
      ...(threshold === undefined ? {} : { threshold: Math.min(1, Math.max(0, threshold)) }),
    };
  }

  /** Sets whether the reference list and front matter of this paper are lit too. */
  setIncludeReferences(includeReferences: boolean): void {
    this.chosen = { ...this.chosen, includeReferences };
  }

  /** Follows one edit of the text; see `Snapshot.edit`. */
  edit(replacements: readonly Replacement[]): void {
    for (const snapshot of this.snapshots.values()) snapshot.edit(replacements);
    this.placed = undefined;
  }

  /** Stops following the text, which was closed. When a place is asked for later, the texts are compared anew. */
  close(): void {
    this.snapshots.clear();
    this.placed = undefined;
  }

  /** Where a range of the text that a question was asked of stands now; undefined when its text is gone. */
  locate(now: CurrentText, { answer }: Question, { start, end }: TextRange): LocatedRange | undefined {
    return this.snapshot(now, answer.text).locate(start, end, () => now.getText());
  }

  /** Where a range of the text now stood in the text that a question was asked of; undefined for text that is new or edited. */
  original(now: CurrentText, { answer }: Question, { start, end }: TextRange): TextRange | undefined {
    return this.snapshot(now, answer.text).original(start, end);
  }

  /** The passages of the lit questions where they stand now. Returns the same object until questions, scores, text or view change. */
  placement(now: CurrentText, view: View): Placement {
    const key = JSON.stringify(view);
    if (this.placed?.key === key) return this.placed.placement;
    const passages: PlacedPassage[] = [];
    const more: PlacedPassage[] = [];
    let moreCount = 0;
    const rejected: PlacedPassage[] = [];
    const lost: LostPassage[] = [];
    for (const question of this.lit) {
      const locate: Locate = (range) => this.locate(now, question, range);
      const isLimited = !this.unlimited.has(question.answer);
      const marked = markedPassages(question.answer, view, question.marks);
      const best = question.answer.state === 'running' ? bestShown(marked, isLimited) : undefined;
      const found: PlacedPassage[] = [];
      for (const passage of best?.shown ?? marked) {
        const place = placed(now, question, passage, locate);
        if (place) found.push(place);
        else lost.push({ ...passage, question });
      }
      const split = bestShown(found, isLimited);
      passages.push(...emphasised(now, split.shown, view.threshold, locate));
      more.push(...split.more);
      moreCount += (best ?? split).more.length;
      const removed = rejectedPassages(question.answer, question.marks);
      rejected.push(...removed.flatMap((passage) => placed(now, question, passage, locate) ?? []));
    }
    const placement = {
      passages: passages.sort(byPlace),
      more: more.sort(byPlace),
      moreCount,
      rejected: rejected.sort(byPlace),
      lost,
    };
    this.placed = { key, placement };
    return placement;
  }

  /** The best passages below the threshold, best first, where nothing reaches it. They are offered, not lit. Searches all scores. */
  weaker(now: CurrentText, view: View): readonly PlacedPassage[] {
    const { passages, moreCount } = this.placement(now, view);
    if (passages.length + moreCount > 0 || this.lit.some(({ answer }) => answer.state === 'running')) return [];
    const found = this.lit.flatMap((question) => {
      const locate: Locate = (range) => this.locate(now, question, range);
      const below = weakerPassages(question.answer, view, question.marks);
      return below.flatMap((passage) => placed(now, question, passage, locate) ?? []);
    });
    return bestFirst(found).slice(0, WEAKER_OFFERED);
  }

  /** Sets whether all passages of the lit questions are shown, or of each only the best. It counts until the question is asked again. */
  showAll(isWanted: boolean): void {
    for (const { answer } of this.lit) {
      if (isWanted) this.unlimited.add(answer);
      else this.unlimited.delete(answer);
    }
    this.placed = undefined;
  }

  private rewrite(history: readonly Question[]): void {
    this.history = history;
    this.placed = undefined;
  }

  /** Keeps the earlier question when one is asked again, so that it can return if the new answer fails. */
  private replace(answer: Answer, earlier: Question): void {
    const standing = earlier.answer.state === 'running' ? this.replaced.get(earlier.answer) : earlier;
    this.replaced.delete(earlier.answer);
    if (standing) this.replaced.set(answer, standing);
  }

  private settle(answer: Answer): void {
    const before = this.replaced.get(answer);
    this.replaced.delete(answer);
    const isNothing = answer.state === 'failed' || (answer.state === 'cancelled' && answer.scored === 0);
    if (!before || !isNothing) return;
    const { askedAt, marks } = before;
    this.rewrite(
      this.history.map((question) =>
        question.answer === answer ? { ...question, answer: before.answer, askedAt, marks } : question,
      ),
    );
  }

  private snapshot(now: CurrentText, text: string): Snapshot {
    const known = this.snapshots.get(text);
    if (known) return known;
    const snapshot = new Snapshot(text, now.getText());
    this.snapshots.set(text, snapshot);
    return snapshot;
  }
}

function byPlace({ now: a }: PlacedPassage, { now: b }: PlacedPassage): number {
  return a.start - b.start || b.end - a.end;
}

import type { Answer } from '../answers/answer';
import { sourceToText } from '../answers/source';
import type { Mark } from './marks';

/** How many questions of a paper can be lit at once: each has its own colour and shape. */
export const SLOTS = 6;

/** How many questions of a paper are kept; the oldest that is not pinned is dropped first. */
export const MAX_QUESTIONS = 50;

/** Longest question, UTF-16 code units: a longer text was pasted by mistake. An engine could read it, but no reader could check the answer. */
export const MAX_QUESTION_CHARS = 10_000;

/** A question that was asked of a paper, with its answer and the reader's marks. Only the answer changes, while its scores arrive. */
export interface Question {
  /** Unique in its paper. It stays the same when the question is asked again. */
  readonly id: string;
  readonly answer: Answer;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
  /** The reader's own name for it. */
  readonly name?: string;
  /** A pinned question stays lit when another is asked, and stays in the history. */
  readonly pinned: boolean;
  /** Whether its passages are lit. */
  readonly shown: boolean;
  /** Which colour and shape it has while several are lit, 0 to 5; different for all that are lit at the same time, and kept while it is hidden. */
  readonly slot: number;
  /** What the reader accepted, rejected and added. */
  readonly marks: readonly Mark[];
}

/** The sign of a slot, ① to ⑥, the same in every view. */
export function slotSign(slot: number): string {
  return String.fromCodePoint(0x2460 + slot);
}

/** The title that a reader sees. */
export function titleOf(question: Question): string {
  return question.name ?? question.answer.question;
}

/** A question that is being asked; with the id of an earlier one when that is asked again. */
export interface NewQuestion {
  readonly id: string;
  readonly answer: Answer;
  readonly askedAt: number;
}

/**
 * The history after a question was asked, latest first. The new one is lit together with the pinned ones that are lit. If it has the id of an
 * earlier question, or the same words, engine and scope, it replaces that one and takes over its id, name, pin, colour and marks.
 *
 * @param follow returns the marks of the earlier answer in the text of the new one
 */
export function withAsked(
  history: readonly Question[],
  next: NewQuestion,
  follow: (earlier: Question) => readonly Mark[],
  madeRoom?: MadeRoom,
): readonly Question[] {
  const earlier = history.find(({ id, answer }) => id === next.id || isSame(answer, next.answer));
  const others = history.filter((question) => question !== earlier).map((q) => (q.pinned ? q : { ...q, shown: false }));
  const question: Question = earlier
    ? { ...earlier, answer: next.answer, askedAt: next.askedAt, shown: false, marks: follow(earlier) }
    : { ...next, pinned: false, shown: false, slot: NO_SLOT, marks: [] };
  return bounded(withLit([question, ...others], question.id, madeRoom));
}

/** The slot of a question that has not been lit yet. */
const NO_SLOT = -1;

/** Is called with a question that is no longer lit, because only six can be lit at once. */
export type MadeRoom = (question: Question) => void;

/** The history with a question lit. When six are lit already, the oldest of them makes room, if possible one that is not pinned. */
export function withLit(history: readonly Question[], id: string, madeRoom?: MadeRoom): readonly Question[] {
  const question = history.find((other) => other.id === id);
  if (!question || question.shown) return history;
  const shown = history.filter((other) => other.shown);
  const leaving = shown.length < SLOTS ? undefined : (shown.findLast(({ pinned }) => !pinned) ?? shown.at(-1));
  if (leaving) madeRoom?.(leaving);
  const taken = new Set(shown.filter((other) => other !== leaving).map(({ slot }) => slot));
  const isKept = question.slot !== NO_SLOT && !taken.has(question.slot);
  const slot = isKept ? question.slot : freeSlot(history, taken);
  return history.map((other) => {
    if (other === question) return { ...other, shown: true, slot };
    return other === leaving ? { ...other, shown: false } : other;
  });
}

/**
 * A slot that is not taken. Hidden questions keep theirs as long as there is another one: readers know a question by its number. When all
 * six are in use, the slot is given away whose questions were asked longest ago.
 */
function freeSlot(history: readonly Question[], taken: ReadonlySet<number>): number {
  const lastUse = (slot: number): number => {
    const at = history.findIndex((question) => question.slot === slot);
    return at === -1 ? history.length : at;
  };
  return Array.from({ length: SLOTS }, (_, slot) => slot)
    .filter((slot) => !taken.has(slot))
    .reduce((best, slot) => (lastUse(slot) > lastUse(best) ? slot : best));
}

/** The history with a question lit, and of the others only those that are pinned and lit already. */
export function withOnlyLit(history: readonly Question[], id: string, madeRoom?: MadeRoom): readonly Question[] {
  if (!history.some((question) => question.id === id)) return history;
  const others = history.map((q) => (q.pinned || q.id === id ? q : { ...q, shown: false }));
  return withLit(others, id, madeRoom);
}

/** What a reader can change of a question without asking it again. An empty name removes the name. */
export type QuestionChange = Partial<Pick<Question, 'name' | 'pinned' | 'shown' | 'marks'>>;

/** The history with one question changed. */
export function withChange(history: readonly Question[], id: string, change: QuestionChange): readonly Question[] {
  return history.map((question) => {
    if (question.id !== id) return question;
    const { name, ...rest } = { ...question, ...change };
    return name === undefined || name === '' ? rest : { ...rest, name };
  });
}

/**
 * Merges two histories of one paper, latest first. A question that both have comes from the first: one with the same id, or the same
 * question when the second's has no name, pin or marks. What is lit in the first stays lit, and pinned ones of the second are lit while
 * there is room. When the first is empty, the result is the second.
 */
export function withMerged(first: readonly Question[], second: readonly Question[]): readonly Question[] {
  if (first.length === 0) return second;
  const others = second.filter((question) => !first.some((q) => q.id === question.id || isRepeated(question, q)));
  const all = others.reduce<readonly Question[]>((history, question) => {
    const next = [...history, { ...question, shown: false }];
    const hasRoom = history.filter(({ shown }) => shown).length < SLOTS;
    return question.shown && question.pinned && hasRoom ? withLit(next, question.id) : next;
  }, first);
  return bounded([...all].sort((a, b) => b.askedAt - a.askedAt));
}

/** Whether a question repeats another, and has no name, pin or marks that would be lost without it. */
function isRepeated(question: Question, other: Question): boolean {
  const { name, pinned, marks, answer } = question;
  return name === undefined && !pinned && marks.length === 0 && isSame(other.answer, answer);
}

function isSame(a: Answer, b: Answer): boolean {
  return (
    a.question === b.question &&
    sourceToText(a.source) === sourceToText(b.source) &&
    a.scope?.start === b.scope?.start &&
    a.scope?.end === b.scope?.end
  );
}

function bounded(history: readonly Question[]): readonly Question[] {
  const leaving = new Set(
    history
      .filter(({ pinned }) => !pinned)
      .reverse()
      .slice(0, Math.max(0, history.length - MAX_QUESTIONS)),
  );
  return leaving.size === 0 ? history : history.filter((question) => !leaving.has(question));
}

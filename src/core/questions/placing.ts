import type { Answer } from '../answers/answer';
import { answeringRanges, paragraphAround, withoutRanges } from '../answers/emphasis';
import { bestFirst } from '../spans/scores';
import { Snapshot } from '../anchors/snapshot';
import { trimToGraphemes } from '../text/graphemes';
import { within } from '../text/pieces';
import type { LocatedRange } from '../text/textMap';
import { overlaps, type TextRange } from '../text/trim';
import type { Mark, MarkedPassage } from './marks';
import type { CurrentText, PlacedPassage } from './paper';
import type { Question } from './question';

/** How many passages of a question are shown before the reader asks for all: few readers go through a longer list. */
export const MOST_SHOWN = 15;

/** What of a passage and its paragraph is marked strongly, and what faintly; ranges by place, without overlaps. */
export interface Emphasis {
  /** The sentences or words that answer. */
  readonly answering: readonly TextRange[];
  /** The rest of the paragraph, without what belongs to another passage. */
  readonly around: readonly TextRange[];
}

/**
 * Splits the passages of one question into those that are shown at first and those that are shown on request; both keep their order. What
 * the reader accepted or added is always shown.
 *
 * @param isLimited false when the reader asked for all
 */
export function bestShown<P extends MarkedPassage>(
  passages: readonly P[],
  isLimited: boolean,
): { readonly shown: readonly P[]; readonly more: readonly P[] } {
  if (!isLimited || passages.length <= MOST_SHOWN) return { shown: passages, more: [] };
  const decided = passages.filter(({ verdict }) => verdict !== undefined);
  const others = bestFirst(passages.filter(({ verdict }) => verdict === undefined));
  const shown = new Set([...decided, ...others.slice(0, Math.max(0, MOST_SHOWN - decided.length))]);
  return { shown: passages.filter((one) => shown.has(one)), more: passages.filter((one) => !shown.has(one)) };
}

/** Where a range of the text that was asked stands now; undefined when its text is gone. */
export type Locate = (range: TextRange) => LocatedRange | undefined;

/** A passage where it stands now; undefined when its text is gone. */
export function placed(
  now: CurrentText,
  question: Question,
  passage: MarkedPassage,
  locate: Locate,
): PlacedPassage | undefined {
  const asked = passage.ranges ?? [passage];
  const found = asked.flatMap((piece) => locate(piece) ?? []);
  const edited = found.length < asked.length || found.some(({ state }) => state === 'edited');
  const ranges = visible(now, found);
  const [first, last] = [ranges[0], ranges.at(-1)];
  if (!first || !last) return undefined;
  const place = { start: first.start, end: last.end, ...(ranges.length > 1 ? { ranges } : {}) };
  return { ...passage, question, now: place, edited };
}

/** Located ranges as a reader may see them, by place: ranges that were moved may be in another order now. */
function visible(now: CurrentText, found: readonly LocatedRange[]): TextRange[] {
  return found
    .flatMap(({ start, end, state }) => {
      const seen = state === 'edited' ? trimToGraphemes(now.getText(), start, end) : { start, end };
      return seen ? [seen] : [];
    })
    .sort((a, b) => a.start - b.start);
}

/** The passages of one question with their emphasis where it stands now. */
export function emphasised(
  now: CurrentText,
  passages: readonly PlacedPassage[],
  threshold: number,
  locate: Locate,
): PlacedPassage[] {
  const emphasis = emphasisOf(passages, threshold);
  const moved = (ranges: readonly TextRange[]): TextRange[] =>
    visible(
      now,
      ranges.flatMap((range) => locate(range) ?? []),
    );
  return passages.map((passage) => {
    const { answering = [], around = [] } = emphasis.get(passage) ?? {};
    const strong = moved(answering);
    // The answering sentence of an edited passage may be gone: then all that is left of the passage is marked.
    const { ranges = [passage.now] } = passage.now;
    return { ...passage, emphasis: { answering: strong.length > 0 ? strong : ranges, around: moved(around) } };
  });
}

/** The marks of a question in the text of a later answer, without those whose text is gone. */
export function followedMarks({ marks, answer }: Question, next: Answer): readonly Mark[] {
  if (marks.length === 0 || answer.text === next.text) return marks;
  const snapshot = new Snapshot(answer.text, next.text);
  return marks.flatMap(({ start, end, verdict }) => {
    const place = snapshot.locate(start, end, () => next.text);
    return place ? [{ start: place.start, end: place.end, verdict }] : [];
  });
}

/**
 * The emphasis of the passages of one question, in the text that was asked. A paragraph with several passages gets its faint mark once, from
 * the first of them.
 */
function emphasisOf(passages: readonly PlacedPassage[], threshold: number): Map<PlacedPassage, Emphasis> {
  const taken = new Map<number, TextRange[]>();
  const takenIn = ({ chunk }: PlacedPassage): TextRange[] => {
    const known = taken.get(chunk) ?? [];
    taken.set(chunk, known);
    return known;
  };
  const answering = passages.map((passage) => {
    // A passage that the reader decided on is marked as a whole.
    const ranges =
      passage.verdict === undefined
        ? answeringRanges(passage.question.answer, passage, threshold)
        : within(passage, passage.ranges);
    takenIn(passage).push(...ranges);
    return ranges;
  });
  return new Map(
    passages.map((passage, at) => {
      const { answer } = passage.question;
      const paragraph = paragraphAround(answer, passage);
      const others = takenIn(passage).filter((range) => paragraph.some((piece) => overlaps(piece, range)));
      const around = withoutRanges(answer.text, paragraph, others);
      takenIn(passage).push(...around);
      return [passage, { answering: answering[at]!, around }];
    }),
  );
}

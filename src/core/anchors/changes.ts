import { diffArrays } from 'diff';
import { differenceBetween, type TextChange } from '../text/textMap';

/**
 * How different two texts may be, in lines that came or went, before their difference is no longer looked at in detail. The cost grows with
 * the square of it; texts that differ in more have little in common, and their passages are looked up by their words.
 */
const MAX_LINES = 2000;
/** The same for the words of one changed piece. */
const MAX_WORDS = 1000;
/**
 * Words that two different paragraphs share by chance must not pass for text that was left standing: what is kept between two changes
 * counts only when it is longer than this, in UTF-16 code units.
 */
const MIN_ISLAND = 16;

const LINE = /[^\n]*\n|[^\n]+$/g;
/** Words with the blanks behind them, so that what is compared means something. */
const WORD = /[\p{L}\p{N}]+\s*|[^\p{L}\p{N}]\s*/gu;

/** A run of tokens that both texts have (`kept`), or a replacement. */
interface Run {
  readonly kept: boolean;
  readonly before: string;
  readonly after: string;
}

/**
 * The replacements that turn a text into another, found by its lines and, in changed lines, by its words. Deterministic, and bounded: for texts
 * that have little in common it is one replacement of what differs.
 *
 * @returns changes by place, all of them referring to `before`, as `TextMap.edited` takes them
 */
export function changesBetween(before: string, after: string): TextChange[] {
  if (before === after) return [];
  const runs = compare(before.match(LINE) ?? [], after.match(LINE) ?? [], MAX_LINES);
  const whole = differenceBetween(before, after);
  if (!runs) return whole ? [whole] : [];
  return changesOf(runs.flatMap((run) => (run.kept ? [run] : refine(run))));
}

/** Looks for the words that a replacement leaves standing. */
function refine(run: Run): Run[] {
  if (run.before === '' || run.after === '') return [run];
  const runs = compare(run.before.match(WORD) ?? [], run.after.match(WORD) ?? [], MAX_WORDS);
  return runs ? withoutIslands(runs) : [run];
}

/** Short runs between two changes become part of them. */
function withoutIslands(runs: readonly Run[]): Run[] {
  const joined: Run[] = [];
  for (const [index, run] of runs.entries()) {
    const isInner = index > 0 && index < runs.length - 1;
    const kept = run.kept && !(isInner && run.before.length < MIN_ISLAND);
    const last = joined.at(-1);
    if (last && !kept && !last.kept) {
      joined[joined.length - 1] = { kept, before: last.before + run.before, after: last.after + run.after };
    } else {
      joined.push({ ...run, kept });
    }
  }
  return joined;
}

function compare(before: string[], after: string[], limit: number): Run[] | undefined {
  const parts = diffArrays(before, after, { maxEditLength: limit });
  if (!parts) return undefined;
  const runs: Run[] = [];
  for (const { value, added, removed } of parts) {
    const text = value.join('');
    const kept = !added && !removed;
    const last = runs.at(-1);
    // What went and what came at one place is one replacement.
    if (!kept && last && !last.kept) {
      runs[runs.length - 1] = {
        kept,
        before: last.before + (removed ? text : ''),
        after: last.after + (added ? text : ''),
      };
    } else {
      runs.push({ kept, before: added ? '' : text, after: removed ? '' : text });
    }
  }
  return runs;
}

function changesOf(runs: readonly Run[]): TextChange[] {
  const changes: TextChange[] = [];
  let offset = 0;
  for (const { kept, before, after } of runs) {
    if (!kept) changes.push({ offset, deleted: before.length, inserted: after.length });
    offset += before.length;
  }
  return changes;
}

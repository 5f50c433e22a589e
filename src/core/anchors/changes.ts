import { diffArrays } from 'diff';
import { differenceBetween, type TextChange } from '../text/textMap';

/**
 * Texts that differ in more lines than this (inserted plus deleted) are not compared in detail. The cost grows with the square of the
 * difference, and such texts have little in common: their passages are then found by their words.
 */
const MAX_LINES = 2000;
/** The same limit for the words of one changed part. */
const MAX_WORDS = 1000;
/**
 * UTF-16 code units. Two different paragraphs share words by chance. So unchanged text between two changes counts only when it is longer
 * than this.
 */
const MIN_ISLAND = 16;

const LINE = /[^\n]*\n|[^\n]+$/g;
/** A word with the blanks after it, so that matches are meaningful. */
const WORD = /[\p{L}\p{N}]+\s*|[^\p{L}\p{N}]\s*/gu;

/** A run of tokens that both texts have (`kept`), or a replacement. */
interface Run {
  readonly kept: boolean;
  readonly before: string;
  readonly after: string;
}

/**
 * The replacements that turn one text into another. Lines are compared first, then the words of changed lines. Deterministic and bounded:
 * texts with little in common give one single replacement.
 *
 * @returns changes in text order, all referring to `before`, as `TextMap.edited` takes them
 */
export function changesBetween(before: string, after: string): TextChange[] {
  if (before === after) return [];
  const [old, next] = [before.match(LINE) ?? [], after.match(LINE) ?? []];
  // Equal lines at both ends are cut off first. An editor does the same when a file changes on the disk. So the result is the same whether
  // the whole texts are compared or only what the editor replaced.
  const shorter = Math.min(old.length, next.length);
  let head = 0;
  while (head < shorter && old[head] === next[head]) head++;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === next.at(-1 - tail)) tail++;
  const runs = compare(old.slice(head, old.length - tail), next.slice(head, next.length - tail), MAX_LINES);
  const whole = differenceBetween(before, after);
  if (!runs) return whole ? [whole] : [];
  const offset = old.slice(0, head).reduce((sum, line) => sum + line.length, 0);
  return changesOf(
    runs.flatMap((run) => (run.kept ? [run] : refine(run))),
    offset,
  );
}

/** Finds the words that a replacement leaves unchanged. */
function refine(run: Run): Run[] {
  if (run.before === '' || run.after === '') return [run];
  const runs = compare(run.before.match(WORD) ?? [], run.after.match(WORD) ?? [], MAX_WORDS);
  return runs ? withoutIslands(runs) : [run];
}

/** Merges short unchanged runs into the changes around them. */
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
    // Text removed and text inserted at one place are one replacement.
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

function changesOf(runs: readonly Run[], from: number): TextChange[] {
  const changes: TextChange[] = [];
  let offset = from;
  for (const { kept, before, after } of runs) {
    if (!kept) changes.push({ offset, deleted: before.length, inserted: after.length });
    offset += before.length;
  }
  return changes;
}

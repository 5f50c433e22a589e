/** A number as it stands at an axis: `0.2`, `-5`, `1,000`, `40%`, `10k`, `1e-4`, `10−3`. */
const NUMBER = /^[-−–+±]?(?:\d{1,3}(?:,\d{3})+|\d*[.,]?\d+)(?:(?:e|[×x]10)?\^?[-−–+]?\d{1,3})?[%‰°kKM]?$/;
/** Fewer numbers in a row are not taken for an axis. */
const MIN_TICKS = 3;
/** An axis has a name and a unit, and not much more. */
const MAX_NAMES = 4;
/** UTF-16 code units. */
const MAX_AXIS = 200;
/** Ticks do not end with punctuation; text does. */
const ENDS_CLAUSE = /[.,;:!?]$/;
/** A smaller factor between two ticks is not taken for a scale: the results in a table row are as close to each other. */
const MIN_FACTOR = 1.5;
/** How far two steps of an axis may differ, as a share of the step, because ticks are rounded. */
const ROUNDING = 0.1;

/**
 * Whether words are what converters leave of the axes of a figure: nothing but numbers (`0 0.2 0.4 0.6`), or a few names beside numbers that
 * rise or fall by equal steps or factors (`Epoch 0 10 20 30`). The results of a table row do not.
 *
 * @param words of a whole block, without marks
 */
export function isAxis(words: string): boolean {
  if (words.length > MAX_AXIS) return false;
  const tokens = words.split(/\s+/);
  const numbers = tokens.filter((token) => NUMBER.test(token));
  if (numbers.length < MIN_TICKS) return false;
  const names = tokens.length - numbers.length;
  if (names === 0) return true;
  return names <= MAX_NAMES && names < numbers.length && !ENDS_CLAUSE.test(words) && areTicks(numbers.map(valueOf));
}

function valueOf(number: string): number {
  return Number.parseFloat(
    number
      .replace(/[−–]/g, '-')
      .replace(/,(?=\d{3})/g, '')
      .replace(',', '.'),
  );
}

/** Whether numbers are the ticks of axes, one after the other. */
function areTicks(numbers: readonly number[]): boolean {
  let at = 0;
  while (at < numbers.length) {
    const length = Math.max(
      runOf(numbers, at, (a, b) => b - a),
      runOf(numbers, at, factorOf),
    );
    if (length < MIN_TICKS) return false;
    at += length;
  }
  return true;
}

/** The factor between two ticks of a logarithmic axis; not a number where it is too small for one. */
function factorOf(a: number, b: number): number {
  const factor = b / a;
  return factor >= MIN_FACTOR || factor * MIN_FACTOR <= 1 ? factor : Number.NaN;
}

/** How many numbers from an index on go on by the same step. */
function runOf(numbers: readonly number[], from: number, step: (a: number, b: number) => number): number {
  const first = step(numbers[from]!, numbers[from + 1] ?? Number.NaN);
  if (!Number.isFinite(first) || first === 0) return 1;
  let to = from + 1;
  while (to < numbers.length && Math.abs(step(numbers[to - 1]!, numbers[to]!) - first) <= Math.abs(first) * ROUNDING)
    to++;
  return to - from;
}

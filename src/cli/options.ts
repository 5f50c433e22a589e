import { parseArgs, type ParseArgsConfig } from 'node:util';
import { KnownError } from '../core/errors/knownError';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Reads a command's arguments; the result is `parseArgs`'s own. Unknown options and missing values are a `KnownError`. */
export function parseArguments<const T extends Options>(
  args: readonly string[],
  options: T,
): ReturnType<typeof parseArgs<{ args: string[]; options: T; allowPositionals: true }>> {
  try {
    return parseArgs({ args: withNegativeValues(args, options), options, allowPositionals: true });
  } catch (error) {
    // The first line or sentence names the option; what follows is advice that does not fit one line.
    if (error instanceof TypeError) throw new KnownError('usage', error.message.split(/\n|\. /)[0]!);
    throw error;
  }
}

/** Ties a negative number to its option: `parseArgs` calls it ambiguous, and it deserves the message about its range. */
function withNegativeValues(args: readonly string[], options: Options): string[] {
  const tied: string[] = [];
  for (const argument of args) {
    const before = tied.at(-1);
    const takesValue = before?.startsWith('--') && options[before.slice(2)]?.type === 'string' && !tied.includes('--');
    if (takesValue && /^-[\d.]/.test(argument)) tied[tied.length - 1] = `${before}=${argument}`;
    else tied.push(argument);
  }
  return tied;
}

/** Demands so many arguments beside the options, named for the message. */
export function positionalsOf(positionals: readonly string[], names: readonly string[]): readonly string[] {
  const missing = names[positionals.length];
  if (missing !== undefined) throw new KnownError('usage', `${missing} is missing`);
  const extra = positionals[names.length];
  if (extra !== undefined)
    throw new KnownError('usage', `unexpected argument '${extra}' (put quotes around a question)`);
  return positionals;
}

/** A number in 0..1. */
export function probabilityOf(value: string, option: string): number {
  const number = Number(value);
  if (value.trim() === '' || !(number >= 0 && number <= 1)) {
    throw new KnownError('usage', `${option} must be a number from 0 to 1, not '${value}'`);
  }
  return number;
}

/** A whole number of at least `least`. */
export function countOf(value: string, option: string, least = 0): number {
  if (!/^\d+$/.test(value) || Number(value) < least || !Number.isSafeInteger(Number(value))) {
    throw new KnownError('usage', `${option} must be a whole number of at least ${least}, not '${value}'`);
  }
  return Number(value);
}

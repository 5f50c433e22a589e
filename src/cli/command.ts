import { parseArgs, type ParseArgsConfig } from 'node:util';
import { KnownError } from '../core/errors/knownError';

export interface CliCommand {
  readonly name: string;
  /** Lines of the help: usage and purpose. */
  readonly help: string;
  /** Runs the command and resolves to the exit code. Rejects with `KnownError` `usage` when it is called wrongly. */
  run(args: readonly string[]): Promise<number>;
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Reads a command's arguments with `parseArgs`. Throws a `KnownError` for unknown options and missing values. */
export function parseArguments<const T extends Options>(
  args: readonly string[],
  options: T,
): ReturnType<typeof parseArgs<{ args: string[]; options: T; allowPositionals: true }>> {
  try {
    return parseArgs({ args: withNegativeValues(args, options), options, allowPositionals: true });
  } catch (error) {
    // The first line or sentence names the option; the rest is advice that is too long for one line.
    if (error instanceof TypeError) throw new KnownError('usage', error.message.split(/\n|\. /)[0]!);
    throw error;
  }
}

/** Joins a negative number to its option: `parseArgs` would call it ambiguous, and the message about its range helps more. */
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

/** Checks how many arguments there are beside the options; `names` are for the messages. */
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

import { KnownError } from '../core/errors/knownError';
import { harmless, oneLine } from '../core/text/harmless';

/**
 * Prints an error on standard error: one line, or a stack for a fault of the program.
 *
 * @param program the name that the line begins with
 * @returns the exit code: 1 when the work failed, 2 for wrong use or unusable input
 */
export function reportFailure(program: string, error: unknown): number {
  if (!(error instanceof KnownError)) {
    console.error(harmless(`${program}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`));
    return 1;
  }
  console.error(oneLine(`${program}: ${error.message}`));
  if (error.origin === 'program' && error.detail !== undefined) console.error(harmless(error.detail));
  return error.origin === 'input' ? 2 : 1;
}

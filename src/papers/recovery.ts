import { KnownError } from '../core/errors/knownError';
import { tellUnanswered } from '../platform/failures';

/** What helps against an error; undefined when nothing does. The work resolves to the model to ask again, or undefined to give up. */
export interface ErrorRecoveries {
  for(error: KnownError, model: string): (() => Promise<string | undefined>) | undefined;
}

/**
 * Tells the reader why a question got no answer. Where something helps, such as this machine in place of a server that fails, it is offered,
 * and the question is asked again if the reader takes it. Call it when no progress is shown any more: it waits for the reader.
 *
 * @param model that was asked
 * @param again asks the same question of a model
 * @returns what `again` gave; undefined when the reader gave up, or nothing helps
 */
export async function recover<T>(
  error: unknown,
  model: string,
  recoveries: ErrorRecoveries,
  again: (model: string) => Promise<T | undefined>,
): Promise<T | undefined> {
  const remedy = error instanceof KnownError ? recoveries.for(error, model) : undefined;
  if (!remedy) return tellUnanswered(error);
  const next = await remedy();
  return next === undefined ? undefined : await again(next);
}

import { Answer } from '../core/answers/answer';
import { engineSource } from '../core/answers/source';
import type { AskInput, InferenceClient } from './client';

/**
 * Asks a question and collects the whole answer, for callers that show nothing before the end.
 *
 * @param model the engine's name in settings, for the answer
 * @returns the answer, complete, or cancelled when the signal was aborted; rejects with a `KnownError`
 */
export async function collectAnswer(
  client: InferenceClient,
  model: string,
  input: AskInput,
  signal?: AbortSignal,
): Promise<Answer> {
  const answer = new Answer(input.question, engineSource(model), input.text, input.scope);
  const { cancelled } = await client.ask(input, {
    onOutline: (outline) => answer.setOutline(outline),
    onScored: (chunk, scores) => answer.addScores(chunk, scores),
    ...(signal ? { signal } : {}),
  });
  answer.state = cancelled ? 'cancelled' : 'complete';
  return answer;
}

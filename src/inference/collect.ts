import { Answer } from '../core/answers/answer';
import { type AnswerSource, engineSource } from '../core/answers/source';
import type { AskInput, InferenceClient } from './client';
import type { EngineSpec } from './protocol';

/** The source of the answers that an engine gives. */
export function sourceOf(model: string, engine: EngineSpec): AnswerSource {
  return engineSource(model, engine.kind === 'server' ? new URL(engine.url).host : undefined);
}

/** What a caller hears while an answer comes in. */
export interface FillHandlers {
  readonly signal?: AbortSignal;
  readonly onLoading?: () => void;
  /** Called after each message that has changed the answer. */
  readonly onChange?: () => void;
}

/**
 * Has an engine answer a question, in one request: outline and scores go into the answer as they come.
 *
 * @param answer its question, text and scope are what is asked; afterwards it is complete, or cancelled when the signal was aborted
 * @param input how it is asked; `scopes` in place of the scope of the answer, where only some chunks are to be read of a paper that is
 * shown whole
 * @throws KnownError when the question failed; the answer keeps what had arrived
 */
export async function fillAnswer(
  client: Pick<InferenceClient, 'ask'>,
  answer: Answer,
  input: Omit<AskInput, 'question' | 'text'>,
  { signal, onLoading, onChange }: FillHandlers = {},
): Promise<void> {
  const { question, text, scope } = answer;
  const request = { ...(scope ? { scopes: [scope] } : {}), ...input, question, text };
  const { cancelled } = await client.ask(request, {
    ...(signal ? { signal } : {}),
    ...(onLoading ? { onLoading } : {}),
    onOutline: (outline) => {
      answer.setOutline(outline);
      onChange?.();
    },
    onScored: (chunk, scores) => {
      answer.addScores(chunk, scores);
      onChange?.();
    },
  });
  answer.state = cancelled ? 'cancelled' : 'complete';
}

/**
 * Asks a question and gathers the whole answer, for callers that show nothing while it comes; see `fillAnswer`.
 *
 * @param model the engine's name in settings, which the answer carries
 */
export async function collectAnswer(
  client: InferenceClient,
  model: string,
  { question, text, ...input }: AskInput,
  signal?: AbortSignal,
): Promise<Answer> {
  const source = sourceOf(model, input.engine);
  const answer = new Answer(question, source, text, undefined, input.scopes === undefined);
  await fillAnswer(client, answer, input, signal ? { signal } : {});
  return answer;
}

import type { TokenRange } from '../../core/process/windows';
import { WindowRoomError, windowsOf } from '../../core/process/windows';
import { InferenceError } from '../errors';
import type { PairTemplate } from './tokenizerFile';

/** How many template tokens and question tokens come before the first context token of an assembled window. */
export function contextOffset(questionTokens: number): number {
  return questionTokens + 2;
}

/**
 * The windows of a context, by token; see `windowsOf`.
 *
 * @throws InferenceError 'badQuestion' when the question leaves no room
 */
export function planWindows(
  questionTokens: number,
  contextTokens: number,
  maxLength: number,
  stride: number,
): TokenRange[] {
  try {
    return windowsOf(questionTokens, contextTokens, maxLength, stride);
  } catch (error) {
    if (error instanceof WindowRoomError) throw new InferenceError('badQuestion', error.message);
    throw error;
  }
}

/** The ids of one window as the model reads them: first, question, middle, context from the window's start to its end, last. */
export function assemble(
  template: PairTemplate,
  question: readonly number[],
  context: readonly number[],
  window: TokenRange,
): number[] {
  return [template.first, ...question, template.middle, ...context.slice(window.start, window.end), template.last];
}

import { sentence } from '../../core/text/sentence';
import { processTokens } from '../../core/process/process';
import type { ProcessOptions, ProcessResult } from '../../core/process/types';
import type { TitledText } from '../engine';
import type { WindowReader } from './windows';
import { KnownError } from '../../core/errors/knownError';

/** Runs the reference's `process()` on one context; see `Engine.process`. */
export async function processWith(
  reader: WindowReader,
  question: string,
  context: TitledText,
  options: ProcessOptions,
  signal: AbortSignal,
): Promise<ProcessResult> {
  if (context.section !== '' && !reader.readsSections) {
    throw new KnownError('badQuestion', sentence`This model reads no titles of sections: leave the section out.`);
  }
  const [scored] = await reader.read(question, [context], options, signal);
  const { windows, tokens } = scored!;
  return { ...processTokens(context.text, windows, options), windows: windows.length, tokens };
}

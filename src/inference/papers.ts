import { sentence } from '../core/text/sentence';
import { outlinePaper } from '../core/paper/outline';
import type { Outline, PaperFormat } from '../core/paper/types';
import { chunkInputs } from './chunkInputs';
import type { ChunkInput } from './engine';
import { isTooLong, MAX_PAPER_CHARS } from '../core/text/readable';
import { KnownError } from '../core/errors/knownError';

/** A paper as the engines see it. */
interface Paper {
  readonly outline: Outline;
  readonly inputs: readonly ChunkInput[];
}

export type ReadPaper = (text: string, format: PaperFormat) => Paper;

/** Reads papers and keeps the last one, so that the next question about it can use its chunks again. */
export function paperReader(outlineOf: (text: string, format: PaperFormat) => Outline = outlinePaper): ReadPaper {
  let last: { readonly text: string; readonly format: PaperFormat; readonly paper: Paper } | undefined;
  return (text, format) => {
    if (last?.format === format && last.text === text) return last.paper;
    if (isTooLong(text)) throw tooLong(text.length);
    const outline = outlineOf(text, format);
    const paper = { outline, inputs: chunkInputs(text, outline) };
    last = { text, format, paper };
    return paper;
  };
}

function tooLong(length: number): KnownError {
  const figure = new Intl.NumberFormat('en');
  return new KnownError(
    'badPaper',
    sentence`This paper has ${figure.format(length)} characters, but at most ${figure.format(MAX_PAPER_CHARS)} can be read: ask about a part of it.`,
  );
}

import type { SentenceUnit, TokenWindow } from '../core/spans/scores';
import { sentenceScores } from '../core/spans/sentenceScores';
import type { WindowOptions, ProcessOptions, ProcessResult } from '../core/process/types';
import type { Engine, UnitInput, TitledText } from './engine';
import { type PlainText, sourceRange } from '../core/text/plainText';
import { withoutImageData } from '../core/text/readable';
import type { WindowReader } from './windows';
import { sentence } from '../core/text/sentence';
import { processTokens } from '../core/process/process';
import { KnownError } from '../core/errors/knownError';

/**
 * The engine of a token classifier, by what its model reads at once.
 *
 * @param atOnce see `Scorer`
 */
export function engineOfReader(reader: WindowReader, atOnce = 1): Engine {
  return reader.reading === 'units' ? new UnitEngine(reader, atOnce) : new ChunkEngine(reader, atOnce);
}

/** The engine of a token classifier that reads every chunk of a paper as its own context, as in its training, but no data of images. */
class ChunkEngine implements Engine {
  constructor(
    private readonly reader: WindowReader,
    private readonly atOnce: number,
  ) {}

  open: Engine['open'] = async (question, _paper, options) => {
    // Refuses a question without room for text before anything is scored.
    this.reader.demandRoom(question, options);
    return Promise.resolve({
      atOnce: this.atOnce,
      score: async ({ text }, signal) => {
        const readable = withoutImageData(text);
        const [scored] = await this.reader.read(
          question,
          [{ text: readable?.text ?? text, section: '' }],
          options,
          signal,
        );
        const { windows } = scored!;
        return { kind: 'tokens', windows: readable ? windows.map((window) => inSource(window, readable)) : windows };
      },
    });
  };

  process: NonNullable<Engine['process']> = (...args) => processWith(this.reader, ...args);

  dispose(): Promise<void> {
    return this.reader.dispose();
  }
}

/** Runs the reference's `process()` on one context; see `Engine.process`. */
async function processWith(
  reader: WindowReader,
  question: string,
  context: TitledText,
  options: ProcessOptions,
  signal: AbortSignal,
): Promise<ProcessResult> {
  if (context.section !== '' && !reader.readsSections) {
    throw new KnownError('badQuestion', sentence`This model reads no section titles: leave the section out.`);
  }
  const [scored] = await reader.read(question, [context], options, signal);
  const { windows, tokens } = scored!;
  return { ...processTokens(context.text, windows, options), windows: windows.length, tokens };
}

/**
 * The engine of a token classifier that reads one unit (paragraph, list item, table row) at a time, as plain text with its section's title.
 * It scores sentences.
 */
class UnitEngine implements Engine {
  constructor(
    private readonly reader: WindowReader,
    private readonly atOnce: number,
  ) {}

  open: Engine['open'] = async (question, _paper, options) => {
    // Refuses a question without room for text before anything is scored.
    this.reader.demandRoom(question, options);
    return Promise.resolve({
      atOnce: this.atOnce,
      score: async (input, signal) => {
        return { kind: 'sentences', units: await this.units(question, input.units(), options, signal) };
      },
    });
  };

  process: NonNullable<Engine['process']> = (...args) => processWith(this.reader, ...args);

  dispose(): Promise<void> {
    return this.reader.dispose();
  }

  private async units(
    question: string,
    units: readonly UnitInput[],
    options: WindowOptions,
    signal: AbortSignal,
  ): Promise<SentenceUnit[]> {
    const texts = units.map(({ plain, section }) => ({ text: plain.text, section }));
    const read = await this.reader.read(question, texts, options, signal);
    return units.map(({ start, end, ranges, sentences, plain }, at) => ({
      start,
      end,
      ...(ranges ? { ranges } : {}),
      sentences: sentenceScores(sentences, read[at]!.windows, (unit) => plain.offsets[unit]!),
    }));
  }
}

/** A window with its tokens where they stand in the source. */
function inSource({ starts, ends, probabilities }: TokenWindow, readable: PlainText): TokenWindow {
  const places = Array.from(starts, (start, at) => sourceRange(readable, start, ends[at]!));
  return {
    starts: Uint32Array.from(places, ({ start }) => start),
    ends: Uint32Array.from(places, ({ end }) => end),
    probabilities,
  };
}

import type { SentenceScores, TokenScores, TokenWindow } from '../core/spans/scores';
import { sentenceScores } from '../core/spans/sentenceScores';
import type { ChunkInput, Engine, TitledText } from './engine';
import { type PlainText, sourceRange } from '../core/text/plainText';
import { withoutImageData } from '../core/text/readable';
import type { ScoredText, WindowReader } from './windows';
import { sentence } from '../core/text/sentence';
import { processTokens } from '../core/process/process';
import { KnownError } from '../core/errors/knownError';

/**
 * The engine of a token classifier. What the model reads at once decides how a chunk is scored.
 *
 * @param atOnce see `Scorer`
 */
export function engineOfReader(reader: WindowReader, atOnce = 1): Engine {
  const scoreChunk = reader.reading === 'units' ? scoreUnits : scoreTokens;
  return {
    open: async (question, _paper, options) => {
      // Refuses a question without room for text before anything is scored.
      reader.demandRoom(question, options);
      return Promise.resolve({
        atOnce,
        score: (input, signal) => scoreChunk(input, (texts) => reader.read(question, texts, options, signal)),
      });
    },
    process: async (question, context, options, signal) => {
      if (context.section !== '' && !reader.readsSections) {
        throw new KnownError('badQuestion', sentence`This model reads no section titles: leave the section out.`);
      }
      const [scored] = await reader.read(question, [context], options, signal);
      const { windows, tokens } = scored!;
      return { ...processTokens(context.text, windows, options), windows: windows.length, tokens };
    },
    dispose: () => reader.dispose(),
  };
}

/** Reads texts with the question that was asked; see `WindowReader.read`. */
type Read = (texts: readonly TitledText[]) => Promise<readonly ScoredText[]>;

/** For models that read every chunk of a paper as its own context, as in their training, but no data of images. */
async function scoreTokens({ text }: ChunkInput, read: Read): Promise<TokenScores> {
  const readable = withoutImageData(text);
  const [scored] = await read([{ text: readable?.text ?? text, section: '' }]);
  const { windows } = scored!;
  return { kind: 'tokens', windows: readable ? windows.map((window) => inSource(window, readable)) : windows };
}

/** For models that read one unit (paragraph, list item, table row) at a time, as plain text with its section's title. */
async function scoreUnits(input: ChunkInput, read: Read): Promise<SentenceScores> {
  const inputs = input.units();
  const scored = await read(inputs.map(({ plain, section }) => ({ text: plain.text, section })));
  const units = inputs.map(({ start, end, ranges, sentences, plain }, at) => ({
    start,
    end,
    ...(ranges ? { ranges } : {}),
    sentences: sentenceScores(sentences, scored[at]!.windows, (unit) => plain.offsets[unit]!),
  }));
  return { kind: 'sentences', units };
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

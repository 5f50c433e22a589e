import type { TokenWindow } from '../../core/spans/scores';
import { type PlainText, sourceRange } from '../../core/text/plainText';
import { withoutImageData } from '../../core/text/readable';
import type { Engine } from '../engine';
import type { OnnxSpec } from '../protocol';
import { processWith } from './process';
import { UnitEngine } from './unitEngine';
import { WindowReader } from './windows';

export async function loadOnnxEngine(spec: OnnxSpec): Promise<Engine> {
  const reader = await WindowReader.load(spec);
  return reader.reading === 'units' ? new UnitEngine(reader) : new ChunkEngine(reader);
}

/** The engine of a token classifier that reads every chunk of a paper as its own context, as in its training, but no data of images. */
class ChunkEngine implements Engine {
  constructor(private readonly reader: WindowReader) {}

  open: Engine['open'] = async (question, _paper, options) => {
    // Refuses a question without room for text before anything is scored.
    this.reader.demandRoom(question, options);
    return Promise.resolve({
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

/** A window with its tokens where they stand in the source. */
function inSource({ starts, ends, probabilities }: TokenWindow, readable: PlainText): TokenWindow {
  const places = Array.from(starts, (start, at) => sourceRange(readable, start, ends[at]!));
  return {
    starts: Uint32Array.from(places, ({ start }) => start),
    ends: Uint32Array.from(places, ({ end }) => end),
    probabilities,
  };
}

import type { Engine } from '../engine';
import type { OnnxSpec } from '../protocol';
import { processWith } from './process';
import { UnitEngine } from './unitEngine';
import { WindowReader } from './windows';

export async function loadOnnxEngine(spec: OnnxSpec): Promise<Engine> {
  const reader = await WindowReader.load(spec);
  return reader.reading === 'units' ? new UnitEngine(reader) : new ChunkEngine(reader);
}

/** The engine of a token classifier that reads every chunk of a paper as its own context, as in its training. */
class ChunkEngine implements Engine {
  constructor(private readonly reader: WindowReader) {}

  open: Engine['open'] = async (question, _paper, options) => {
    // Refuses a question without room for text before anything is scored.
    this.reader.demandRoom(question, options);
    return Promise.resolve({
      score: async ({ text }, signal) => {
        const [scored] = await this.reader.read(question, [{ text, section: '' }], options, signal);
        return { kind: 'tokens', windows: scored!.windows };
      },
    });
  };

  process: NonNullable<Engine['process']> = (...args) => processWith(this.reader, ...args);

  dispose(): Promise<void> {
    return this.reader.dispose();
  }
}

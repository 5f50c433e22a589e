import { processTokens } from '../../core/process/process';
import type { Engine } from '../engine';
import { InferenceError } from '../errors';
import type { OnnxSpec } from '../protocol';
import { WindowReader } from './windows';

/** Loads the engine of a token classifier: every chunk of a paper is a context of its own, as in the model's training. */
export async function loadOnnxEngine(spec: OnnxSpec): Promise<Engine> {
  return new OnnxEngine(await WindowReader.load(spec));
}

class OnnxEngine implements Engine {
  constructor(private readonly reader: WindowReader) {}

  open: Engine['open'] = async (question, _paper, options) => {
    // A question that leaves no room is refused before anything is scored.
    this.reader.demandRoom(question, options);
    return Promise.resolve({
      score: async ({ text }, signal) => {
        const [scored] = await this.reader.read(question, [{ text, section: '' }], options, signal);
        return { kind: 'tokens', windows: scored!.windows };
      },
    });
  };

  process: NonNullable<Engine['process']> = async (question, { text, section }, options, signal) => {
    if (section !== '' && !this.reader.readsSections) {
      throw new InferenceError('badQuestion', 'This model reads no titles of sections: leave the section out.');
    }
    const [scored] = await this.reader.read(question, [{ text, section }], options, signal);
    const { windows, tokens } = scored!;
    return { ...processTokens(text, windows, options), windows: windows.length, tokens };
  };

  dispose(): Promise<void> {
    return this.reader.dispose();
  }
}

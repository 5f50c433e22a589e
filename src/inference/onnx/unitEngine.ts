import type { SentenceUnit } from '../../core/spans/scores';
import { sentenceScores } from '../../core/spans/sentenceScores';
import type { WindowOptions } from '../../core/process/types';
import type { Engine, UnitInput } from '../engine';
import { processWith } from './process';
import type { WindowReader } from './windows';

/**
 * The engine of a token classifier that reads one unit (paragraph, list item, table row) at a time, as plain text with its section's title.
 * It scores sentences.
 */
export class UnitEngine implements Engine {
  constructor(private readonly reader: WindowReader) {}

  open: Engine['open'] = async (question, _paper, options) => {
    // Refuses a question without room for text before anything is scored.
    this.reader.demandRoom(question, options);
    return Promise.resolve({
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

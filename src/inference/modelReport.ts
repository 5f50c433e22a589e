import { formatScore } from '../core/answers/bands';
import { sentence, type Sentence } from '../core/text/sentence';
import type { VerifiedFile } from '../model/store/verify';
import type { ModelCheck } from './modelCheck';
import type { DeviceComparison, DeviceFailure, DeviceState, OnnxSpec } from './protocol';

/** Rounding the card's figures to two digits explains differences up to this. */
const ROUNDING = 0.005;

/** The result of a verification, one line for each file. */
export function describeFiles(files: readonly VerifiedFile[]): string[] {
  return files.map(({ name, size, sha256, state }) => `${state.padEnd(8)} ${name}  ${size} bytes  sha256 ${sha256}`);
}

/** The result of a model check, line by line, for the terminal and the log. */
export function describeCheck(check: ModelCheck, engine: OnnxSpec): string[] {
  const sentences = check.sentences.map(({ text, largest, card }) => {
    const beside = card === undefined ? '' : `  (the model card prints ${card.toFixed(2)})`;
    return `${largest.toFixed(4)}  ${text}${beside}`;
  });
  const spans = check.spans.map(({ score, text }) => `${formatScore(score)}  ${text}`);
  return [
    `Quick Start of ACL-Verbatim ModernBERT, largest probability in each sentence:`,
    ...sentences.map((line) => `  ${line}`),
    `process() at 0.20: ${spans.length === 0 ? 'no span' : ''}`.trimEnd(),
    ...spans.map((line) => `  ${line}`),
    summaryOf(check),
    `${speedOf(check)} (${engine.precision}, ${engine.threads} thread${engine.threads === 1 ? '' : 's'}, ${check.tokens} tokens)`,
  ];
}

/** One sentence that says whether the model gave the card's two figures. For a model without a card, the figures that it gave. */
export function summaryOf(check: ModelCheck): string {
  const shown = check.sentences.filter((sentence) => sentence.card !== undefined);
  if (shown.length === 0) {
    const largest = check.sentences.map((sentence) => sentence.largest.toFixed(2)).join(', ');
    return `The model runs; its scores for the example's sentences are ${largest}.`;
  }
  const here = shown.map(({ largest }) => largest.toFixed(2)).join(' and ');
  const card = shown.map((sentence) => sentence.card!.toFixed(2)).join(' and ');
  const isSame = shown.every((sentence) => Math.abs(sentence.largest - sentence.card!) <= ROUNDING);
  return isSame
    ? `The model gives the scores of the model card: ${here}.`
    : `The model card prints ${card}, but this model gives ${here}, so it is another model or another version.`;
}

export function speedOf({ loadMs, tokensPerSecond }: ModelCheck): string {
  return `Loaded in ${(loadMs / 1000).toFixed(1)} s, ${Math.round(tokensPerSecond)} tokens per second`;
}

/** What a model runs on and why, in one sentence. */
export function describeDevice({ device, comparison, failure }: DeviceState): Sentence {
  if (failure !== undefined) return describeFailure(failure);
  const used = describeUse(device === 'gpu');
  return comparison ? describeComparison(comparison, used) : used;
}

function describeFailure(failure: DeviceFailure): Sentence {
  switch (failure) {
    case 'missing':
      return sentence`Runs on the processor: no graphics card can be used here.`;
    case 'refused':
      return sentence`Runs on the processor: the graphics card did not take the model, perhaps for lack of memory. "Check Model" tries it again.`;
    case 'failed':
      return sentence`Runs on the processor: the graphics card gave an error. "Check Model" tries it again.`;
    case 'crashed':
      return sentence`Runs on the processor: a process ended while it used the graphics card. "Check Model" tries it again.`;
  }
}

function describeUse(onGpu: boolean): Sentence {
  return onGpu ? sentence`Runs on the graphics card.` : sentence`Runs on the processor.`;
}

function describeComparison(
  { sameSpans, largestDifference, cpuMs, gpuMs }: DeviceComparison,
  used: Sentence,
): Sentence {
  const speed = (cpuMs / Math.max(gpuMs, 1)).toFixed(1);
  const difference = largestDifference.toFixed(3);
  return sameSpans
    ? sentence`${used} The graphics card is ${speed} times as fast, finds the same passages, and scores differ by at most ${difference}.`
    : sentence`${used} The graphics card is ${speed} times as fast, finds other passages, and scores differ by up to ${difference}.`;
}

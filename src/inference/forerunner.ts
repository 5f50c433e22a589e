import { openKeywordQuestion } from '../core/keyword/question';
import type { WindowOptions } from '../core/process/types';
import { pieces } from '../core/spans/scores';
import { overlaps } from '../core/text/trim';
import type { ChunkInput, Engine } from './engine';
import { KeywordChunk } from './keywordChunk';
import { embeddedDocumentFrequencies } from './keywordEngine';

/** Units that a small model reads before a full one begins. This takes about a second on two cores, and the answer is mostly among them. */
export const FORERUN_UNITS = 40;

/**
 * How promising chunks are for a question, 0..1: the scores that a small model gives to the units with the best keyword scores. Chunks
 * without such a unit are not in the result.
 *
 * @param engine one that reads units; its scores are never shown
 * @returns rejects when the signal is aborted meanwhile
 */
export async function forerun(
  engine: Engine,
  question: string,
  paper: string,
  inputs: readonly ChunkInput[],
  windows: WindowOptions,
  signal: AbortSignal,
): Promise<ReadonlyMap<ChunkInput, number>> {
  const scorer = await engine.open(question, paper, windows);
  const promises = new Map<ChunkInput, number>();
  for (const [input, best] of bestUnits(question, inputs)) {
    const units = input.units().filter((unit) => best.some((other) => overlaps(unit, other)));
    const scores = await scorer.score({ ...input, units: () => units }, signal);
    const promise = Array.from(pieces(scores)).reduce((most, { score }) => Math.max(most, score), 0);
    promises.set(input, promise);
  }
  return promises;
}

type Units = ReturnType<KeywordChunk['units']>;

/** The units with the best keyword scores for the question, by chunk. */
function bestUnits(question: string, inputs: readonly ChunkInput[]): Map<ChunkInput, Units> {
  const keywords = openKeywordQuestion(question, embeddedDocumentFrequencies());
  const best = inputs
    .flatMap((input) =>
      KeywordChunk.of(input, keywords.words)
        .units()
        .map((unit) => ({ input, unit })),
    )
    .map((entry) => ({ ...entry, score: keywords.scoreUnit(entry.unit.own, entry.unit.context, entry.unit.title) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, FORERUN_UNITS);
  const byChunk = new Map<ChunkInput, Units>();
  for (const { input, unit } of best) byChunk.set(input, [...(byChunk.get(input) ?? []), unit]);
  return byChunk;
}

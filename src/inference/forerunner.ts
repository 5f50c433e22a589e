import { openKeywordQuestion } from '../core/keyword/question';
import type { WindowOptions } from '../core/process/types';
import { pieces } from '../core/spans/scores';
import { overlaps } from '../core/text/trim';
import type { ChunkInput, Engine } from './engine';
import { KeywordChunk } from './keywordChunk';
import { embeddedDocumentFrequencies } from './keywordEngine';

/** So many blocks a small model reads before a full one begins: about a second on two cores, and the answer is mostly among them. */
export const FORERUN_BLOCKS = 40;

/**
 * How promising chunks are for a question by a small model that reads the blocks with the best keyword scores, 0..1. Chunks that it reads
 * nothing of have no promise here.
 *
 * @param engine one that reads units; what it finds is never shown
 * @returns rejects when the signal is aborted on the way
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
  for (const [input, blocks] of bestBlocks(question, inputs)) {
    const units = input.units().filter((unit) => blocks.some((block) => overlaps(unit, block)));
    const scores = await scorer.score({ ...input, units: () => units }, signal);
    const best = Array.from(pieces(scores)).reduce((most, { score }) => Math.max(most, score), 0);
    promises.set(input, best);
  }
  return promises;
}

type Blocks = ReturnType<KeywordChunk['blocks']>;

/** The blocks that share most with the question's words, by chunk. */
function bestBlocks(question: string, inputs: readonly ChunkInput[]): Map<ChunkInput, Blocks> {
  const keywords = openKeywordQuestion(question, embeddedDocumentFrequencies());
  const best = inputs
    .flatMap((input) =>
      KeywordChunk.of(input, keywords.words)
        .blocks()
        .map((block) => ({ input, block })),
    )
    .map((entry) => ({ ...entry, score: keywords.score(entry.block.counts) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, FORERUN_BLOCKS);
  const byChunk = new Map<ChunkInput, Blocks>();
  for (const { input, block } of best) byChunk.set(input, [...(byChunk.get(input) ?? []), block]);
  return byChunk;
}

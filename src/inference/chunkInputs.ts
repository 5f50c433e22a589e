import type { Outline } from '../core/paper/types';
import { contextOf, plainOf, type Unit, unitsOf } from '../core/paper/units';
import { countUpTo } from '../core/text/lines';
import { type TextRange, trimRange } from '../core/text/trim';
import type { ChunkInput, UnitInput } from './engine';

/**
 * Gives every chunk its text and its units.
 *
 * @param text the text that `outline` was read from
 */
export function chunkInputs(text: string, outline: Outline): ChunkInput[] {
  const { chunks } = outline;
  const starts = chunks.map(({ start }) => start);
  const parts = unitsOf(text, outline, true).flatMap((unit) =>
    partsOf(text, unit, (at) => chunks[countUpTo(starts, at) - 1]!),
  );
  let next = 0;
  return chunks.map((chunk) => {
    const first = next;
    while (next < parts.length && parts[next]!.start < chunk.end) next++;
    const own = parts.slice(first, next);
    return {
      paper: text,
      chunk,
      text: text.slice(chunk.start, chunk.end),
      parts: own,
      units: once(() => own.map((unit) => unitInput(text, chunk.start, unit))),
    };
  });
}

/** A function that computes at its first call, and gives the same afterwards. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** A unit, or its parts in each chunk when a cut between chunks divides it. A unit in several pieces stays whole. */
function partsOf(text: string, unit: Unit, chunkAt: (offset: number) => TextRange): Unit[] {
  if (unit.ranges || unit.end <= chunkAt(unit.start).end) return [unit];
  const sentences = new Map<TextRange, TextRange[]>();
  for (const { start, end } of unit.sentences) {
    const chunk = chunkAt(start);
    const range = trimRange(text, start, Math.min(end, chunk.end));
    if (range) sentences.set(chunk, [...(sentences.get(chunk) ?? []), range]);
  }
  return [...sentences.values()].map((own) => ({
    ...unit,
    start: own[0]!.start,
    end: own.at(-1)!.end,
    sentences: own,
  }));
}

function unitInput(text: string, base: number, unit: Unit): UnitInput {
  const moved = ({ start, end }: TextRange): TextRange => ({ start: start - base, end: end - base });
  const plain = plainOf(text, unit);
  return {
    ...moved(unit),
    ...(unit.ranges ? { ranges: unit.ranges.map(moved) } : {}),
    sentences: unit.sentences.map(moved),
    plain: { text: plain.text, offsets: plain.offsets.map((offset) => offset - base) },
    section: contextOf(text, unit),
  };
}

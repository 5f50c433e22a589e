import type { TextRange } from '../text/trim';
import { commonPrefix, commonSuffix, occurrences } from './context';

/** A passage named by its words, as in web annotations. */
export interface QuoteAnchor {
  readonly exact: string;
  /** The text before and after it; empty where it is not known. */
  readonly prefix: string;
  readonly suffix: string;
  /** Where it was, in UTF-16 code units of the text at that time. */
  readonly start?: number;
}

/**
 * Finds quoted passages in a text. When the same words occur more than once, the place with the best matching context wins, then the one
 * nearest to the passage's old place. Different passages never get the same place; identical ones do.
 *
 * @returns a range for each passage, or undefined when its words are not in the text
 */
export function findQuotes(text: string, anchors: readonly QuoteAnchor[]): readonly (TextRange | undefined)[] {
  const taken = new Map<number, string>();
  return anchors.map((anchor) => {
    const { exact, prefix, suffix, start } = anchor;
    const identity = JSON.stringify([exact, prefix, suffix, start]);
    const best = occurrences(text, exact)
      .filter((at) => taken.get(at) === undefined || taken.get(at) === identity)
      .map((at) => ({ at, agreement: agreement(text, at, anchor), distance: Math.abs(at - (start ?? at)) }))
      .reduce<{ at: number; agreement: number; distance: number } | undefined>((winner, place) => {
        if (!winner || place.agreement > winner.agreement) return place;
        return place.agreement === winner.agreement && place.distance < winner.distance ? place : winner;
      }, undefined);
    if (!best) return undefined;
    taken.set(best.at, identity);
    return { start: best.at, end: best.at + exact.length };
  });
}

function agreement(text: string, at: number, { exact, prefix, suffix }: QuoteAnchor): number {
  return commonSuffix(prefix, prefix.length, text, at) + commonPrefix(suffix, 0, text, at + exact.length);
}

import { countStems, type StemCounts, type WordChoice } from '../core/keyword/words';
import type { Unit } from '../core/paper/units';
import type { Span } from '../core/spans/scores';
import { within } from '../core/text/pieces';
import { plainTextOf } from '../core/text/plainText';
import { withoutImageData } from '../core/text/readable';
import type { TextRange } from '../core/text/trim';
import { once } from './chunkInputs';
import type { ChunkInput } from './engine';

/** A sentence with its stem counts; offsets are relative to the chunk's text. */
interface KeywordSentence extends Omit<Span, 'score'> {
  readonly counts: StemCounts;
}

/** A unit with its stem counts; offsets are relative to the chunk's text. */
export interface KeywordUnit extends Omit<Span, 'score'> {
  /** Counts of its own words. */
  readonly own: StemCounts;
  /** Counts of the words around it that say what it is about. */
  readonly context: () => StemCounts;
  /** Counts of the title of its own section. */
  readonly title: () => StemCounts;
  /** Computed on the first call: most units of a paper share no word with any question. */
  readonly sentences: () => readonly KeywordSentence[];
}

/** The words of a chunk. Each is read once for all questions, because reading takes far longer than comparing. */
export class KeywordChunk {
  /** Counts of the whole chunk with its headings, as if it were one unit. */
  readonly whole: () => StemCounts;
  readonly units: () => readonly KeywordUnit[];

  private constructor({ paper, chunk, text, parts }: ChunkInput, words: WordChoice) {
    this.whole = once(() => countStems([...chunk.headings, withoutImageData(text)?.text ?? text].join('\n'), words));
    this.units = once(() => parts.map((unit) => keywordUnit(paper, chunk.start, unit, words)));
  }

  private static readonly known: Readonly<Record<WordChoice, WeakMap<ChunkInput, KeywordChunk>>> = {
    content: new WeakMap(),
    all: new WeakMap(),
  };

  /** Reads a chunk, or returns what was read before. Chunks are compared by identity; `paperReader` keeps those of the last paper. */
  static of(input: ChunkInput, words: WordChoice): KeywordChunk {
    const known = KeywordChunk.known[words].get(input);
    if (known) return known;
    const chunk = new KeywordChunk(input, words);
    KeywordChunk.known[words].set(input, chunk);
    return chunk;
  }
}

function keywordUnit(paper: string, base: number, unit: Unit, words: WordChoice): KeywordUnit {
  const counted = (range: TextRange): StemCounts =>
    countStems(plainTextOf(paper, within(range, unit.ranges), unit.format).text, words);
  const own = counted(unit);
  const moved = (range: TextRange): TextRange => ({ start: range.start - base, end: range.end - base });
  const span = (range: TextRange): Omit<Span, 'score'> => {
    const ranges = within(range, unit.ranges).map(moved);
    return ranges.length > 1 ? { ...moved(range), ranges } : moved(range);
  };
  return {
    ...span(unit),
    own,
    context: once(() => countStems(keywordContext(paper, unit).join('\n'), words)),
    title: once(() => countStems(ownTitle(unit.section), words)),
    sentences: once(() => unit.sentences.map((sentence) => ({ ...span(sentence), counts: counted(sentence) }))),
  };
}

/** The title of the section around a unit; empty when the unit is in no section but the paper itself. */
export function ownTitle(section: readonly string[]): string {
  return section.length > 1 ? section.at(-1)! : '';
}

/** The texts that say what a unit is about: the heading path and, for a table row, the caption and column names. */
export function keywordContext(paper: string, { section, header, caption, format }: Unit): readonly string[] {
  return [...section, ...[caption, header].flatMap((range) => (range ? plainTextOf(paper, [range], format).text : []))];
}

import { countStems, withSectionPath, type StemCounts, type WordChoice } from '../core/keyword/stemCounts';
import { sentencesOf } from '../core/paper/sentences';
import type { TextRange } from '../core/text/trim';
import type { ChunkInput } from './engine';
import { once } from './once';

/** A sentence as keyword matching reads it; offsets are relative to the chunk's text. */
export interface KeywordSentence extends TextRange {
  readonly counts: StemCounts;
}

/** A block that can be lit, as keyword matching reads it; offsets are relative to the chunk's text. */
export interface KeywordBlock extends TextRange {
  /** With the heading path, which counts as part of the block. */
  readonly counts: StemCounts;
  /** Found at the first call: most blocks of a paper share no word with any question. */
  sentences(): readonly KeywordSentence[];
}

/** The words of a chunk, each read once however many questions are asked: reading takes far longer than comparing. */
export class KeywordChunk {
  /** The chunk as if it were one block under its own headings. */
  readonly whole: () => StemCounts;
  readonly blocks: () => readonly KeywordBlock[];

  private constructor(input: ChunkInput, words: WordChoice) {
    const { chunk, text, blocks, sections } = input;
    this.whole = once(() => countStems(withSectionPath(text, chunk.headings), words));
    this.blocks = once(() =>
      blocks.flatMap((block, at) => {
        if (block.kind === 'heading' || block.kind === 'rule') return [];
        const range = { start: block.start - chunk.start, end: block.end - chunk.start };
        const counts = countStems(withSectionPath(text.slice(range.start, range.end), sections[at]!), words);
        return [{ ...range, counts, sentences: once(() => sentencesIn(text, range, words)) }];
      }),
    );
  }

  private static readonly known: Readonly<Record<WordChoice, WeakMap<ChunkInput, KeywordChunk>>> = {
    content: new WeakMap(),
    all: new WeakMap(),
  };

  /** Reads a chunk, or finds what was read of it. Chunks are told apart by identity: `paperReader` keeps those of the last paper. */
  static of(input: ChunkInput, words: WordChoice): KeywordChunk {
    const known = KeywordChunk.known[words].get(input);
    if (known) return known;
    const chunk = new KeywordChunk(input, words);
    KeywordChunk.known[words].set(input, chunk);
    return chunk;
  }
}

function sentencesIn(text: string, { start, end }: TextRange, words: WordChoice): KeywordSentence[] {
  return sentencesOf(text, start, end).map((sentence) => ({
    ...sentence,
    counts: countStems(text.slice(sentence.start, sentence.end), words),
  }));
}

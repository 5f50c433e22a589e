import { sentence } from '../../core/text/sentence';
import { join } from 'node:path';
import { withLineFeeds } from '../../core/text/lines';
import { TOKENIZER_BYTES } from '../../model/modelFolder';
import { readText } from '../../node/files';
import { AddedTokenSplitter } from './addedTokens';
import type { AlignedText } from './alignedText';
import { ByteLevelWords } from './byteLevel';
import { checkTokenizerBounds } from './fileParts';
import { type PairTemplate, type TokenizerParts, readTokenizerParts } from './tokenizerFile';
import { loadWordModel, type WordModel, type Words } from './wordModel';
import { WordPieceWords } from './wordPiece';
import { KnownError } from '../../core/errors/knownError';

/** The tokens of a text, without those of the template. */
export interface Encoding {
  readonly ids: readonly number[];
  /** Start of each token in the text, UTF-16 code units. */
  readonly starts: Uint32Array;
  /** End of each token, exclusive. Neighbours overlap when a character has several tokens. */
  readonly ends: Uint32Array;
  /** Number of words that were cut because they were too long. Around a cut, tokens may differ from the reference's. */
  readonly cutWords: number;
}

/** A tokenizer that knows the places of its tokens in the text. Ids and offsets equal the reference's. */
export class OffsetTokenizer {
  readonly template: PairTemplate;
  private readonly words: Words;
  private readonly verbatimTokens: AddedTokenSplitter;
  private readonly normalizedTokens: AddedTokenSplitter;

  constructor(
    parts: TokenizerParts,
    private readonly model: WordModel,
  ) {
    this.template = parts.template;
    const words = wordsOf(parts, model);
    this.words = words;
    this.verbatimTokens = new AddedTokenSplitter(parts.verbatimTokens);
    this.normalizedTokens = new AddedTokenSplitter(
      parts.normalizedTokens.map((token) => ({ ...token, content: words.normalize(token.content, 0).text })),
    );
  }

  /** Tokenises a text of any length. CR LF is read as LF, a lone surrogate as U+FFFD. Offsets are those of the text as given. */
  encode(text: string): Encoding {
    const source = withLineFeeds(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
    const tokens = new TokenList();
    for (const part of this.verbatimTokens.split(source.text)) {
      if (part.id !== undefined) tokens.push(part.id, part.start, part.end);
      else this.encodeSection(source.text.slice(part.start, part.end), part.start, tokens);
    }
    return tokens.finish((offset) => source.toOriginal(offset));
  }

  private encodeSection(section: string, base: number, tokens: TokenList): void {
    const aligned = this.words.normalize(section, base);
    for (const part of this.normalizedTokens.split(aligned.text)) {
      if (part.id !== undefined) {
        tokens.push(part.id, aligned.startAt(part.start), aligned.endAt(part.end - 1));
        continue;
      }
      for (const { 0: word, index } of aligned.text.slice(part.start, part.end).matchAll(this.words.pattern)) {
        this.encodeWord(word, part.start + index, aligned, tokens);
      }
    }
  }

  private encodeWord(word: string, start: number, aligned: AlignedText, tokens: TokenList): void {
    const { longestWord } = this.words;
    if (word.length <= longestWord) {
      this.encodePiece(word, start, aligned, tokens);
      return;
    }
    tokens.cutWords++;
    const pieces = new RegExp(`[^]{1,${longestWord / 2}}`, 'gu');
    for (const { 0: piece, index } of word.matchAll(pieces)) this.encodePiece(piece, start + index, aligned, tokens);
  }

  private encodePiece(piece: string, at: number, aligned: AlignedText, tokens: TokenList): void {
    for (const { token, start, end } of this.words.tokensOf(piece)) {
      tokens.push(this.model.tokens_to_ids.get(token)!, aligned.startAt(at + start), aligned.endAt(at + end - 1));
    }
  }
}

function wordsOf({ words }: TokenizerParts, model: WordModel): Words {
  if (words.kind === 'byteLevel') return new ByteLevelWords(words.nfc, model);
  return new WordPieceWords(words.normalization, words.prefix, model);
}

class TokenList {
  cutWords = 0;
  private readonly ids: number[] = [];
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];

  push(id: number, start: number, end: number): void {
    this.ids.push(id);
    this.starts.push(start);
    this.ends.push(end);
  }

  finish(toOriginal: (offset: number) => number): Encoding {
    const starts = Uint32Array.from(this.starts.map(toOriginal));
    const ends = Uint32Array.from(this.ends.map(toOriginal));
    return { ids: this.ids, starts, ends, cutWords: this.cutWords };
  }
}

/**
 * Loads the tokenizer of a model's folder. `tokenizer.json` is checked first, because the library would guess when it does not know a part.
 * `tokenizer_config.json` may be missing.
 *
 * @throws KnownError 'badModel' when a file is missing, is not JSON or has unsupported parts
 */
export async function loadTokenizer(folder: string): Promise<OffsetTokenizer> {
  let file: unknown;
  try {
    file = JSON.parse(await readText(join(folder, 'tokenizer.json'), TOKENIZER_BYTES));
  } catch (error) {
    throw new KnownError(
      'badModel',
      sentence`The tokenizer.json of this model cannot be read: get a new copy of the model.`,
      String(error),
    );
  }
  checkTokenizerBounds(file);
  const parts = readTokenizerParts(file);
  return new OffsetTokenizer(parts, await loadWordModel(folder, file as object));
}

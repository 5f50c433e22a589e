import type { AlignedText } from './alignedText';
import { sentence } from '../../core/text/sentence';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CONFIG_BYTES } from '../../model/modelFolder';
import { KnownError } from '../../core/errors/knownError';

/** Cuts a word (for BPE, a string of byte characters) into tokens of the vocabulary. */
export interface WordModel {
  encode(words: string[]): string[];
  readonly tokens_to_ids: ReadonlyMap<string, number>;
}

/**
 * Loads the word model of a folder's tokenizer with the transformers library. The library is imported on first use: it is large and loads
 * onnxruntime, which keyword matching does not need.
 *
 * @param folder a local folder; nothing is searched elsewhere
 * @param file the content of its `tokenizer.json`, checked
 * @throws KnownError 'badModel' when the library cannot make a tokenizer of it
 */
export async function loadWordModel(folder: string, file: object): Promise<WordModel> {
  const { AutoTokenizer, PreTrainedTokenizer } = await import('@huggingface/transformers');
  const absolute = resolve(folder);
  try {
    // The library insists on tokenizer_config.json, but words do not depend on it.
    const hasConfig = await isReadable(join(absolute, 'tokenizer_config.json'));
    // An absolute path is never taken for a repository name, so the library does not look it up on the hub.
    const tokenizer = hasConfig
      ? await AutoTokenizer.from_pretrained(absolute, { local_files_only: true })
      : new PreTrainedTokenizer(file, {});
    const { model } = tokenizer._tokenizer;
    if (model) return model;
  } catch (error) {
    throw unreadable(String(error));
  }
  throw unreadable('The tokenizer has no model.');
}

function unreadable(detail: string): KnownError {
  return new KnownError(
    'badModel',
    sentence`The tokenizer of this model cannot be loaded, so its tokenizer_config.json or tokenizer.json may be damaged: get a new copy of the model.`,
    detail,
  );
}

/** The library reads the whole file, so it must not get one of absurd size. */
async function isReadable(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile() && found.size <= CONFIG_BYTES,
    () => false,
  );
}

/** A token of a word with its place in the word, UTF-16 code units. */
export interface WordToken {
  readonly token: string;
  readonly start: number;
  readonly end: number;
}

/** How a text becomes words, and words become tokens. One implementation for each kind of tokenizer. */
export interface Words {
  /** Normalises a slice of a text that starts at `base`. */
  normalize(slice: string, base: number): AlignedText;
  /** Matches the words of a normalised text. */
  readonly pattern: RegExp;
  /** Longer words are cut before they become tokens, UTF-16 code units. */
  readonly longestWord: number;
  /** The tokens of a word, in order. */
  tokensOf(word: string): Iterable<WordToken>;
}

import { sentence } from '../../core/text/sentence';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CONFIG_BYTES } from '../../model/limits';
import { KnownError } from '../../core/errors/knownError';

/** The model of a tokenizer: what cuts a word (BPE: a string of byte characters) into tokens of the vocabulary. */
export interface WordModel {
  encode(words: string[]): string[];
  readonly tokens_to_ids: ReadonlyMap<string, number>;
}

/**
 * Loads the model of the tokenizer in a folder, by the transformers library. The library is imported at the first call only: it
 * is large, and brings onnxruntime with it, which keyword matching has no use for.
 *
 * @param folder a local folder; nothing is looked for elsewhere
 * @param file the content of its `tokenizer.json`, checked
 * @throws KnownError 'badModel' when the library cannot make a tokenizer of it
 */
export async function loadWordModel(folder: string, file: object): Promise<WordModel> {
  const { AutoTokenizer, PreTrainedTokenizer } = await import('@huggingface/transformers');
  const absolute = resolve(folder);
  try {
    // The library insists on tokenizer_config.json, which says nothing that the words depend on.
    const hasConfig = await isReadable(join(absolute, 'tokenizer_config.json'));
    // An absolute path is never taken for the name of a repository, so that the library does not look it up on the hub.
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
    sentence`The tokenizer of this model cannot be loaded: its tokenizer_config.json or tokenizer.json may be damaged.`,
    detail,
  );
}

/** The library reads the file whole, so that one beyond reason is not shown to it. */
async function isReadable(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile() && found.size <= CONFIG_BYTES,
    () => false,
  );
}

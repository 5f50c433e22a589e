/**
 * How much is read of a model's files of text, bytes: beyond what any real model has, and little enough that no file asks for more memory or
 * time than a reader has.
 */
export const CONFIG_BYTES = 1_000_000;
export const TOKENIZER_BYTES = 64_000_000;

const MOST_BYTES: Readonly<Record<string, number>> = {
  'config.json': CONFIG_BYTES,
  'tokenizer_config.json': CONFIG_BYTES,
  'tokenizer.json': TOKENIZER_BYTES,
};

/** The most bytes of a file of a model; of weights there may be any number, since only their header is read as text. */
export function mostBytesOf(name: string): number {
  return MOST_BYTES[name] ?? Infinity;
}

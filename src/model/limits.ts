/** Most bytes that are read of a model's text files. No real model comes near, and no file can use up the reader's memory or time. */
export const CONFIG_BYTES = 1_000_000;
export const TOKENIZER_BYTES = 64_000_000;

const MOST_BYTES: Readonly<Record<string, number>> = {
  'config.json': CONFIG_BYTES,
  'tokenizer_config.json': CONFIG_BYTES,
  'tokenizer.json': TOKENIZER_BYTES,
};

/** Most bytes of a model's file. Weights have no limit, because only their header is read as text. */
export function mostBytesOf(name: string): number {
  return MOST_BYTES[name] ?? Infinity;
}

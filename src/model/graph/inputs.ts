/** Names of the graph's inputs in onnxruntime. */
export const INPUTS = { ids: 'input_ids', types: 'token_type_ids', lengths: 'lengths' } as const;

export type GraphInput = keyof typeof INPUTS;

/** Name of the graph's output: float, [sequences, tokens, labels]. */
export const OUTPUT = 'logits';

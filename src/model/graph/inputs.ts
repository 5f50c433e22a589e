/** The names of what a token classifier's graph takes, in onnxruntime. */
export const INPUTS = { ids: 'input_ids', types: 'token_type_ids', lengths: 'lengths' } as const;

export type GraphInput = keyof typeof INPUTS;

/** Output of the graph: float, [sequences, tokens, labels]. */
export const OUTPUT = 'logits';

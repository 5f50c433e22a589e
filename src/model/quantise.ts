/**
 * Turns 32-bit weights into 8-bit integers. Linear maps get one scale for each output (a row in PyTorch's order), embeddings one for each
 * token. Zero stays zero.
 */

/** Weights of a linear map in the order in which onnxruntime multiplies. */
export interface QuantisedMap {
  /** [inputs, outputs] */
  readonly weights: Int8Array;
  /** The value of integer 1 for each output, [outputs]. */
  readonly scales: Float32Array;
}

/** Rows of integers, each with its own scale. */
export interface QuantisedRows {
  /** [rows, columns], in the order of the input */
  readonly weights: Int8Array;
  /** [rows] */
  readonly scales: Float32Array;
}

/**
 * Quantises a linear map.
 *
 * @param weights [outputs, inputs]
 * @param largest the largest integer: 127, or less on processors where larger products saturate
 */
export function quantiseMap(weights: Float32Array, inputs: number, largest: number): QuantisedMap {
  const { weights: rows, scales } = quantiseRows(weights, inputs, largest);
  const outputs = scales.length;
  const columns = new Int8Array(rows.length);
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) columns[input * outputs + output] = rows[output * inputs + input]!;
  }
  return { weights: columns, scales };
}

/** Quantises rows, each relative to its own largest number. */
export function quantiseRows(weights: Float32Array, columns: number, largest: number): QuantisedRows {
  const quantised = new Int8Array(weights.length);
  const scales = new Float32Array(weights.length / columns);
  for (let row = 0; row < scales.length; row++) {
    const start = row * columns;
    let most = 0;
    for (let at = start; at < start + columns; at++) most = Math.max(most, Math.abs(weights[at]!));
    // For a row of zeros any scale will do.
    const scale = most === 0 ? 1 : most / largest;
    scales[row] = scale;
    for (let at = start; at < start + columns; at++) quantised[at] = Math.round(weights[at]! / scale);
  }
  return { weights: quantised, scales };
}

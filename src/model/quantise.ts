/**
 * Turns weights of 32 bits into whole numbers. Linear maps get a scale for each output (a row in PyTorch's order), embeddings one for each
 * token; zero stays zero.
 */

/** Weights of a linear map in the order that onnxruntime multiplies with. */
export interface QuantisedMap {
  /** [inputs, outputs] */
  readonly weights: Int8Array;
  /** What a whole number of each output stands for, [outputs]. */
  readonly scales: Float32Array;
}

/** Rows of whole numbers, each with its scale. */
export interface QuantisedRows {
  /** [rows, columns], as they came */
  readonly weights: Int8Array;
  /** [rows] */
  readonly scales: Float32Array;
}

/**
 * Quantises a linear map.
 *
 * @param weights [outputs, inputs]
 * @param largest the largest whole number: 127, or less where products of larger ones would saturate
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

/** Quantises rows, each by its own largest number. */
export function quantiseRows(weights: Float32Array, columns: number, largest: number): QuantisedRows {
  const quantised = new Int8Array(weights.length);
  const scales = new Float32Array(weights.length / columns);
  for (let row = 0; row < scales.length; row++) {
    const start = row * columns;
    let most = 0;
    for (let at = start; at < start + columns; at++) most = Math.max(most, Math.abs(weights[at]!));
    // A row of zeros has no scale of its own; any will do.
    const scale = most === 0 ? 1 : most / largest;
    scales[row] = scale;
    for (let at = start; at < start + columns; at++) quantised[at] = Math.round(weights[at]! / scale);
  }
  return { weights: quantised, scales };
}

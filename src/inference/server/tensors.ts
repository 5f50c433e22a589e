import * as v from 'valibot';
import { INPUTS, OUTPUT } from '../../model/graph/weights';
import { longestOf, padded } from '../padding';
import type { Sequence } from '../tokenizer/pair';
import type { InputName, ServerInput } from './contract';
import { JSON_LENGTH, type ServerAnswer } from './openInference';

/** The body of a request. */
export interface RequestBody {
  readonly bytes: Uint8Array;
  /** Bytes of the JSON at its beginning; the numbers of the tensors follow. */
  readonly jsonLength: number;
}

/**
 * A request for the logits of sequences, which are padded to one length.
 *
 * @param sequences none is empty
 */
export function requestBody(sequences: readonly Sequence[], inputs: readonly ServerInput[]): RequestBody {
  const longest = longestOf(sequences);
  const tensors = inputs.map(({ name, rank }) => {
    const isPerToken = name !== INPUTS.lengths;
    const numbers = numbersOf(name, sequences, longest);
    const shape = [sequences.length, ...(isPerToken ? [longest] : rank === 2 ? [1] : [])];
    return { name, shape, bytes: new Uint8Array(numbers.buffer) };
  });
  const json = Buffer.from(
    JSON.stringify({
      inputs: tensors.map(({ name, shape, bytes }) => ({
        ...{ name, shape, datatype: 'INT64' },
        parameters: { binary_data_size: bytes.length },
      })),
      outputs: [{ name: OUTPUT, parameters: { binary_data: true } }],
    }),
  );
  return { bytes: Buffer.concat([json, ...tensors.map(({ bytes }) => bytes)]), jsonLength: json.length };
}

function numbersOf(name: InputName, sequences: readonly Sequence[], longest: number): BigInt64Array {
  switch (name) {
    case INPUTS.ids:
      return padded(
        sequences.map(({ ids }) => ids),
        longest,
      );
    case INPUTS.types:
      return padded(
        sequences.map(({ types }) => types),
        longest,
      );
    case INPUTS.mask:
      return padded(
        sequences.map(({ ids }) => ids.map(() => 1)),
        longest,
      );
    case INPUTS.lengths:
      return BigInt64Array.from(sequences, ({ ids }) => BigInt(ids.length));
  }
}

const ANSWER = v.object({
  outputs: v.array(
    v.object({
      name: v.string(),
      datatype: v.string(),
      shape: v.array(v.number()),
      parameters: v.optional(v.object({ binary_data_size: v.optional(v.number()) })),
      // A server without the binary extension writes the numbers into the JSON.
      data: v.optional(v.array(v.unknown())),
    }),
  ),
});

/**
 * The logits in an answer, in the order of the request: [sequences, longest, labels].
 *
 * @throws Error that says what is wrong, for the log
 */
export function logitsOf({ headers, body }: ServerAnswer, shape: readonly [number, number, number]): Float32Array {
  const announced = headers.get(JSON_LENGTH);
  const jsonLength = announced === null ? body.length : Number(announced);
  if (!(jsonLength <= body.length)) throw new Error(`the JSON ends at ${announced ?? ''} of ${body.length} bytes`);
  const json: unknown = JSON.parse(new TextDecoder().decode(body.subarray(0, jsonLength)));
  const { outputs } = v.parse(ANSWER, json);
  let at = jsonLength;
  for (const { name, datatype, shape: given, parameters, data } of outputs) {
    const size = parameters?.binary_data_size ?? 0;
    if (name !== OUTPUT) {
      at += size;
      continue;
    }
    if (datatype !== 'FP32') throw new Error(`${OUTPUT} are ${datatype}`);
    if (given.join() !== shape.join()) throw new Error(`${OUTPUT} have the shape ${given.join()}, not ${shape.join()}`);
    const numbers = data ? Float32Array.from(data.flat(2), Number) : floatsOf(body.subarray(at, at + size));
    const count = shape[0] * shape[1] * shape[2];
    if (numbers.length !== count) throw new Error(`${OUTPUT} are ${numbers.length} numbers, not ${count}`);
    return numbers;
  }
  throw new Error(`there are no ${OUTPUT}`);
}

/** Copies the bytes: a typed array needs data that begins at a multiple of its element size. */
function floatsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer, 0, Math.floor(bytes.length / 4));
}

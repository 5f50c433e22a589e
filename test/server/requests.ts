import type { Sequence } from '../../src/inference/tokenizer/pair';

/** An input tensor of whole numbers, [sequences, tokens]. */
interface Input {
  readonly name: string;
  readonly shape: readonly [sequences: number, tokens: number];
  readonly numbers: BigInt64Array;
}

/** The logits of a batch, [sequences, tokens, labels]. */
interface Output {
  readonly shape: readonly number[];
  readonly logits: Float32Array;
}

/** The inputs of a model of BERT's kind, padded. */
export function tensorsOf(batch: readonly Sequence[]): readonly Input[] {
  const tokens = Math.max(...batch.map(({ ids }) => ids.length));
  const input = (name: string, rowOf: (sequence: Sequence) => readonly number[]): Input => ({
    name,
    shape: [batch.length, tokens],
    numbers: BigInt64Array.from(
      batch.flatMap((sequence) => [...rowOf(sequence), ...new Array<number>(tokens - sequence.ids.length).fill(0)]),
      BigInt,
    ),
  });
  return [
    input('input_ids', ({ ids }) => ids),
    input('token_type_ids', ({ types }) => types),
    input('attention_mask', ({ ids }) => ids.map(() => 1)),
  ];
}

/** Asks with the binary tensor extension, in both directions. @throws Error with the status and the server's words */
export async function infer(url: string, model: string, inputs: readonly Input[]): Promise<Output> {
  const json = Buffer.from(
    JSON.stringify({
      inputs: inputs.map(({ name, shape, numbers }) => ({
        name,
        shape,
        datatype: 'INT64',
        parameters: { binary_data_size: numbers.byteLength },
      })),
      parameters: { binary_data_output: true },
    }),
  );
  const body = Buffer.concat([json, ...inputs.map(({ numbers }) => new Uint8Array(numbers.buffer))]);
  const headers = {
    'content-type': 'application/octet-stream',
    'inference-header-content-length': String(json.length),
  };
  const response = await fetch(`${url}/v2/models/${model}/infer`, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const length = Number(response.headers.get('inference-header-content-length'));
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { outputs } = JSON.parse(new TextDecoder().decode(bytes.subarray(0, length))) as {
    readonly outputs: readonly [{ readonly shape: readonly number[] }];
  };
  return { shape: outputs[0].shape, logits: new Float32Array(bytes.slice(length).buffer) };
}

/** Asks with numbers as JSON. */
export async function inferAsJson(url: string, model: string, inputs: readonly Input[]): Promise<Output> {
  const body = JSON.stringify({
    inputs: inputs.map(({ name, shape, numbers }) => ({
      name,
      shape,
      datatype: 'INT64',
      data: Array.from(numbers, Number),
    })),
  });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/v2/models/${model}/infer`, { method: 'POST', headers, body });
  const { outputs } = (await response.json()) as {
    readonly outputs: readonly [{ readonly shape: readonly number[]; readonly data: readonly number[] }];
  };
  return { shape: outputs[0].shape, logits: Float32Array.from(outputs[0].data) };
}

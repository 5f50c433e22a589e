import type { Architecture } from '../architecture';
import type { ServedTarget } from '../graph/target';
import { INPUTS, OUTPUT } from '../graph/weights';

/**
 * Most sequences in one run, by what a model reads. A unit is short. A chunk can have thousands of tokens, and each global layer holds a
 * score for every pair of them.
 */
const MOST_SEQUENCES: Readonly<Record<Architecture['reading'], number>> = { units: 64, chunks: 16 };

/** How long a request waits for others to run together with it, microseconds: little beside the time of a run. */
const WAIT_MICROSECONDS = 5000;

/**
 * The `config.pbtxt` of a model in a Triton model repository, a ModelConfig in protobuf's text format:
 * https://github.com/triton-inference-server/common/blob/main/protobuf/model_config.proto. Dimensions are without that of the batch, which
 * comes first; -1 is any length.
 */
export function tritonConfig(
  name: string,
  { reading, servedInputs, inputs: ownInputs, config }: Architecture,
  target: ServedTarget,
): string {
  const isNative = target === 'native';
  const inputs = (isNative ? ownInputs : servedInputs).map((input) =>
    // A request has a row of one length for each sequence, of which the graph gets the length alone.
    input === 'lengths'
      ? tensor(INPUTS[input], 'TYPE_INT64', '1', 'reshape { shape: [ ] }')
      : tensor(INPUTS[input], 'TYPE_INT64', '-1'),
  );
  return `name: "${name}"
backend: "onnxruntime"
max_batch_size: ${MOST_SEQUENCES[reading]}
input [
${inputs.join(',\n')}
]
output [
${tensor(OUTPUT, 'TYPE_FP32', `-1, ${config.labels}`)}
]
dynamic_batching {
  max_queue_delay_microseconds: ${WAIT_MICROSECONDS}
}
${isNative ? 'instance_group [ { count: 1 kind: KIND_CPU } ]\n' : ''}`;
}

function tensor(name: string, type: string, dimensions: string, ...more: readonly string[]): string {
  return `  {
    name: "${name}"
    data_type: ${type}
    dims: [ ${dimensions} ]
${more.map((line) => `    ${line}\n`).join('')}  }`;
}

import * as v from 'valibot';
import { sentence } from '../../core/text/sentence';
import type { Architecture } from '../../model/architecture';
import { INPUTS, OUTPUT } from '../../model/graph/weights';
import { type AskedServer, otherModel, unreadable } from './serverErrors';

export type InputName = (typeof INPUTS)[keyof typeof INPUTS];

/** An input of the server's model. */
export interface ServerInput {
  readonly name: InputName;
  /** Number of dimensions: of `lengths` 1 or 2, of the others 2. */
  readonly rank: number;
}

/** What a server's model takes. */
export interface Contract {
  readonly inputs: readonly ServerInput[];
  /** Whether sequences of several lengths may be in one request: something then tells the model what is padding. */
  readonly takesPadding: boolean;
  /** Whether several sequences may be in one request. */
  readonly takesBatches: boolean;
}

const TENSOR = v.object({ name: v.string(), datatype: v.string(), shape: v.array(v.pipe(v.number(), v.integer())) });
const METADATA = v.object({ name: v.string(), inputs: v.array(TENSOR), outputs: v.array(TENSOR) });
type Tensor = v.InferOutput<typeof TENSOR>;

/** Any size. */
const ANY = -1;

/**
 * Compares what a server says of its model with the model that is named here.
 *
 * @throws KnownError `serverFailed` when it is another model, or no description
 */
export function contractOf(metadata: unknown, architecture: Architecture, asked: AskedServer): Contract {
  const read = v.safeParse(METADATA, metadata);
  if (!read.success) throw unreadable(asked, `the description of the model: ${v.summarize(read.issues)}`);
  const { inputs, outputs } = read.output;
  const output = outputs.find(({ name }) => name === OUTPUT);
  if (!output) throw otherModel(asked, sentence`it gives no ${OUTPUT}`);
  demandOutput(output, architecture, asked);
  for (const name of namesOf(architecture)) {
    if (!inputs.some((input) => input.name === name)) throw otherModel(asked, sentence`it takes no ${name}`);
  }
  const taken = inputs.map((input) => inputOf(input, asked));
  const ids = inputs.find(({ name }) => name === INPUTS.ids)!;
  return {
    inputs: taken,
    takesPadding: taken.some(({ name }) => name === INPUTS.lengths || name === INPUTS.mask),
    takesBatches: ids.shape[0] === ANY,
  };
}

/** What the model needs to tell texts apart. How padding is marked is up to the server. */
function namesOf({ inputs }: Architecture): string[] {
  return inputs.filter((input) => input !== 'lengths').map((input) => INPUTS[input]);
}

function demandOutput({ datatype, shape }: Tensor, { config }: Architecture, asked: AskedServer): void {
  if (datatype !== 'FP32') throw otherModel(asked, sentence`its ${OUTPUT} are ${datatype}, not FP32`);
  if (shape.length !== 3) throw otherModel(asked, sentence`its ${OUTPUT} have ${shape.length} dimensions, not 3`);
  const labels = shape[2]!;
  if (labels !== ANY && labels !== config.labels)
    throw otherModel(asked, sentence`it has ${labels} labels, not ${config.labels}`);
}

function inputOf({ name, datatype, shape }: Tensor, asked: AskedServer): ServerInput {
  if (!isInputName(name)) throw otherModel(asked, sentence`it wants ${name}`);
  if (datatype !== 'INT64') throw otherModel(asked, sentence`its ${name} are ${datatype}, not INT64`);
  const [sequences, tokens] = shape;
  // A server with batching of its own puts the number of sequences before every shape, so a length may be a row of one.
  const isRow = name === INPUTS.lengths && (shape.length === 1 || (shape.length === 2 && tokens === 1));
  const isTable = name !== INPUTS.lengths && shape.length === 2 && tokens === ANY;
  if ((!isRow && !isTable) || (sequences !== ANY && sequences !== 1))
    throw otherModel(asked, sentence`its ${name} have the shape [${shape.join(', ')}]`);
  return { name, rank: shape.length };
}

function isInputName(name: string): name is InputName {
  return Object.values(INPUTS).some((known) => known === name);
}

/**
 * A fake inference server on loopback that speaks the Open Inference Protocol with binary tensors. Right answers come from a real model,
 * which the test passes. Faults are queued, and each is used up.
 */
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Sequence } from '../../src/inference/tokenizer/pair';
import { addressOf, FakeServer, listening, type SeenRequest, sendEndlessly, type StatusFault } from './fakeServer';

/** The model behind the server. */
export interface FakeModel {
  readonly name: string;
  readonly labels: number;
  /** The inputs that it takes, with the shapes that its description has. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  run(sequences: readonly Sequence[]): Promise<readonly Float32Array[]>;
}

/** What goes wrong with one request. */
export type Fault =
  | StatusFault
  /** The connection is closed in the middle of the answer. */
  | { readonly kind: 'cut' }
  /** Nothing is sent until `release` is called. */
  | { readonly kind: 'hold' }
  /** An answer without end. */
  | { readonly kind: 'endless' }
  | { readonly kind: 'text'; readonly body: string }
  /** A right answer, changed. */
  | { readonly kind: 'change'; readonly change: (answer: Answer) => Partial<Answer> };

/** An answer of the model before it is written. */
export interface Answer {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly logits: Float32Array;
}

export type Place = 'health' | 'ready' | 'metadata' | 'infer';

interface SeenQuestion extends SeenRequest<Place> {
  /** Sequences in the request. */
  sequences: number;
  /** Whether the connection was closed before the answer had been sent. */
  closed: boolean;
}

export class FakeInferenceServer extends FakeServer<Place, Fault, SeenQuestion> {
  /** Parts of the description that differ from the model's own. */
  description: Readonly<Record<string, unknown>> = {};
  /** If set, only this token gives access. */
  token: string | undefined;
  /** Whether numbers are written into the JSON, as servers without the binary extension do. */
  writesJson = false;
  readonly url: string;
  private readonly arrivals = new Set<() => void>();

  private constructor(
    server: Server,
    private readonly model: FakeModel,
  ) {
    super([server]);
    this.url = addressOf(server, '127.0.0.1');
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.answer(request, response).catch(() => response.destroy());
    });
  }

  static async start(model: FakeModel): Promise<FakeInferenceServer> {
    return new FakeInferenceServer(await listening('127.0.0.1'), model);
  }

  /** The requests for logits so far. */
  get infers(): readonly SeenQuestion[] {
    return this.requests.filter(({ place }) => place === 'infer');
  }

  /** Resolves when this many requests of a kind have arrived. */
  async arrived(place: Place, count: number): Promise<void> {
    while (this.count(place) < count) await new Promise<void>((resolve) => this.arrivals.add(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const seen: SeenQuestion = {
      place: this.placeOf(path),
      path,
      headers: request.headers,
      sequences: 0,
      closed: false,
    };
    response.on('close', () => (seen.closed = !response.writableFinished));
    const body = await bodyOf(request);
    if (seen.place === 'infer') seen.sequences = readRequest(body, request.headers).sequences.length;
    this.requests.push(seen);
    for (const arrived of this.arrivals) arrived();
    this.arrivals.clear();
    if (this.token !== undefined && request.headers.authorization !== `Bearer ${this.token}`) {
      return void response.writeHead(401).end('{"error":"no access"}');
    }
    const fault = this.take(seen.place);
    if (fault?.kind === 'hold') await this.held();
    switch (fault?.kind) {
      case 'status':
        return void response.writeHead(fault.status, fault.headers).end('{"error":"as the test wants"}');
      case 'text':
        return void response.writeHead(200).end(fault.body);
      case 'endless':
        return sendEndlessly(response);
      case 'cut':
        response.writeHead(200, { 'content-length': '1000' }).write('{"model_name"');
        return void setImmediate(() => response.destroy());
      default:
        return await this.right(seen, body, request.headers, response, fault);
    }
  }

  private async right(
    { place }: SeenQuestion,
    body: Buffer,
    headers: IncomingHttpHeaders,
    response: ServerResponse,
    fault: Fault | undefined,
  ): Promise<void> {
    if (place === 'other') return void response.writeHead(404).end('{"error":"no such model"}');
    if (place === 'metadata') return void response.end(JSON.stringify(this.describe()));
    if (place !== 'infer') return void response.end();
    const { sequences, longest } = readRequest(body, headers);
    const { labels, name } = this.model;
    const results = await this.model.run(sequences);
    // What stands at the padding must not matter.
    const logits = new Float32Array(sequences.length * longest * labels).fill(7.5);
    results.forEach((row, at) => logits.set(row, at * longest * labels));
    const right = { name: 'logits', datatype: 'FP32', shape: [sequences.length, longest, labels], logits };
    const { logits: numbers, ...output } = { ...right, ...(fault?.kind === 'change' ? fault.change(right) : {}) };
    if (this.writesJson) {
      const outputs = [{ ...output, data: Array.from(numbers) }];
      return void response.end(JSON.stringify({ model_name: name, outputs }));
    }
    const bytes = Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
    const outputs = [{ ...output, parameters: { binary_data_size: bytes.length } }];
    const json = Buffer.from(JSON.stringify({ model_name: name, model_version: '1', outputs }));
    response.setHeader('Inference-Header-Content-Length', json.length);
    response.end(Buffer.concat([json, bytes]));
  }

  private describe(): object {
    const { name, labels, inputs } = this.model;
    return {
      name,
      versions: ['1'],
      platform: 'fake',
      inputs: Object.entries(inputs).map(([input, shape]) => ({ name: input, datatype: 'INT64', shape })),
      outputs: [{ name: 'logits', datatype: 'FP32', shape: [-1, -1, labels] }],
      ...this.description,
    };
  }

  private placeOf(path: string): Place | 'other' {
    const model = `/v2/models/${encodeURIComponent(this.model.name)}`;
    if (path === '/v2/health/ready') return 'health';
    if (path === model) return 'metadata';
    if (path === `${model}/ready`) return 'ready';
    return path === `${model}/infer` ? 'infer' : 'other';
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** The sequences of a request without their padding, by its lengths or its mask. */
function readRequest(
  body: Buffer,
  headers: IncomingHttpHeaders,
): { readonly sequences: Sequence[]; readonly longest: number } {
  let at = Number(headers['inference-header-content-length']);
  const { inputs } = JSON.parse(body.subarray(0, at).toString('utf8')) as {
    readonly inputs: readonly {
      readonly name: string;
      readonly shape: readonly number[];
      readonly parameters: { readonly binary_data_size: number };
    }[];
  };
  const numbers = new Map<string, number[]>();
  for (const { name, parameters } of inputs) {
    const end = at + parameters.binary_data_size;
    numbers.set(name, Array.from(new BigInt64Array(new Uint8Array(body.subarray(at, end)).buffer), Number));
    at = end;
  }
  const [count, longest] = inputs.find(({ name }) => name === 'input_ids')!.shape as [number, number];
  const row = (name: string, index: number): number[] | undefined =>
    numbers.get(name)?.slice(index * longest, (index + 1) * longest);
  const sequences = Array.from({ length: count }, (_, index): Sequence => {
    const length = numbers.get('lengths')?.[index] ?? row('attention_mask', index)?.filter(Boolean).length ?? longest;
    const ids = row('input_ids', index)!.slice(0, length);
    return { ids, types: row('token_type_ids', index)?.slice(0, length) ?? ids.map(() => 0) };
  });
  return { sequences, longest };
}

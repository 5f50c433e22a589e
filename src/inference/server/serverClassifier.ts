import { sentence } from '../../core/text/sentence';
import type { Architecture } from '../../model/architecture';
import type { Classifier } from '../classifier';
import { longestOf } from '../padding';
import type { Sequence } from '../tokenizer/pair';
import { Batcher } from './batcher';
import { type Contract, contractOf } from './contract';
import type { OpenInference } from './openInference';
import { serverError, unreadable } from './serverErrors';
import { logitsOf, requestBody } from './tensors';

/** How much goes to a server at once. */
export interface ServerLimits {
  /** Most windows in a request. */
  readonly batch: number;
  /** Most requests at the same time. */
  readonly requests: number;
}

/** Bytes of the JSON of an answer, and of one number where a server writes numbers as text. */
const MOST_JSON = 64_000;
const MOST_DIGITS = 32;

/** A classifier that a server runs. */
export class ServerClassifier implements Classifier {
  private readonly batcher: Batcher;

  private constructor(
    private readonly server: OpenInference,
    private readonly contract: Contract,
    readonly architecture: Architecture,
    limits: ServerLimits,
  ) {
    const { takesPadding, takesBatches } = contract;
    const batch = takesBatches ? limits.batch : 1;
    this.batcher = new Batcher((...args) => this.runBatch(...args), { batch, requests: limits.requests, takesPadding });
  }

  /**
   * Asks whether the server is ready and runs the model.
   *
   * @param architecture what the model is by the config that is here
   * @throws KnownError `serverFailed`
   */
  static async connect(
    server: OpenInference,
    architecture: Architecture,
    limits: ServerLimits,
    signal: AbortSignal,
  ): Promise<ServerClassifier> {
    const contract = contractOf(await server.describe(signal), architecture, server.asked);
    return new ServerClassifier(server, contract, architecture, limits);
  }

  async run(sequences: readonly Sequence[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    return await this.batcher.run(sequences, signal);
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  private async runBatch(batch: readonly Sequence[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    const { asked } = this.server;
    const { labels } = this.architecture.config;
    const shape = [batch.length, longestOf(batch), labels] as const;
    const { bytes, jsonLength } = requestBody(batch, this.contract.inputs);
    const most = MOST_JSON + shape[0] * shape[1] * shape[2] * MOST_DIGITS;
    const answer = await this.server.infer(bytes, jsonLength, most, signal);
    let all: Float32Array;
    try {
      all = logitsOf(answer, shape);
    } catch (error) {
      throw unreadable(asked, `the answer of the model: ${String(error)}`);
    }
    return batch.map(({ ids }, row) => {
      const start = row * shape[1] * labels;
      const logits = all.subarray(start, start + ids.length * labels);
      if (logits.every(Number.isFinite)) return logits;
      throw serverError(
        sentence`${asked.host} returns no valid scores (not a number): check the model '${asked.model}' there, or answer on this machine.`,
      );
    });
  }
}

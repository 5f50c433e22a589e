import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { readModernBertConfig } from '../../../../src/model/graph/modernBertConfig';
import { planTensors } from '../../../../src/model/graph/tensorPlan';
import { sourceOf, type ModelSource } from '../../../../src/model/store/catalogue';
import { Hub } from '../../../../src/model/store/hub';
import type { DownloadTools, InstallProgress } from '../../../../src/model/store/install';
import { MODEL_FILES } from '../../../../src/model/store/manifest';
import { ModelStore } from '../../../../src/model/store/modelStore';
import { MARKER_NAME } from '../../../../src/model/store/ownership';
import type { FakeHub, FakeRepository } from '../../../fakes/hub';
import type { KnownError } from '../../../../src/core/errors/knownError';

export const REPOSITORY = 'KRLabsOrg/acl-verbatim-modernbert';
export const ID = 'acl-verbatim';
export const COMMIT = 'c'.repeat(40);

/** The catalogue's entry of the default model. */
export const SOURCE: ModelSource = sourceOf(ID)!;

/** Bytes that look random and are the same in every run. */
export function bytesOf(seed: string, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
    createHash('sha256').update(`${seed} ${index}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, length);
}

/** The config of a model that can be run, of more words: what cannot is refused before the download. */
export const SHAPE = {
  ...(JSON.parse(
    fs.readFileSync(path.join(import.meta.dirname, '../../../fixtures/models/base-shape/config.json'), 'utf8'),
  ) as object),
  vocab_size: 2000,
};
const CONFIG = Buffer.from(JSON.stringify(SHAPE));

/** The weights of such a model with random numbers, large enough for several pieces on the wire. */
export const WEIGHTS = weightsOf(SHAPE);

/** A safetensors file with the tensors of a config, and random numbers. */
export function weightsOf(config: object): Buffer {
  const header: Record<string, object> = {};
  let end = 0;
  for (const [name, shape] of planTensors(readModernBertConfig(config))) {
    const start = end;
    end += 4 * shape.reduce((product, size) => product * size, 1);
    header[name] = { dtype: 'F32', shape, data_offsets: [start, end] };
  }
  const json = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([prefix, json, bytesOf('weights', end)]);
}

/** A repository with everything a model needs, and with what a real one holds beside. */
export function repository(more: Partial<FakeRepository> = {}): FakeRepository {
  const json = (name: string, value: unknown) => ({ name, content: Buffer.from(JSON.stringify(value)), large: false });
  return {
    commit: COMMIT,
    license: 'apache-2.0',
    files: [
      { name: '.gitattributes', content: Buffer.from('*.safetensors filter=lfs\n'), large: false },
      { name: 'config.json', content: CONFIG, large: false },
      json('tokenizer_config.json', {}),
      { name: 'tokenizer.json', content: bytesOf('tokenizer', 40_000), large: true },
      { name: 'model.safetensors', content: WEIGHTS, large: true },
      { name: 'onnx/model.onnx', content: Buffer.from('not wanted'), large: true },
    ],
    ...more,
  };
}

/** A folder that goes away with `remove`. */
export function temporaryFolder(): { readonly folder: string; remove(): void } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'evidence-models-'));
  return { folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

/** What a test sees of a download. */
export interface Trial extends DownloadTools {
  readonly waits: number[];
  readonly progress: InstallProgress[];
  readonly abort: AbortController;
}

/** The tools of a download from a fake hub; pauses are noted, not waited for. */
export function trial(
  hub: Pick<FakeHub, 'endpoint'>,
  root: string,
  more: { token?: string; patienceMs?: number } = {},
): Trial {
  const abort = new AbortController();
  const waits: number[] = [];
  const progress: InstallProgress[] = [];
  return {
    waits,
    progress,
    abort,
    store: new ModelStore(root, path.join(root, 'none')),
    hub: new Hub({ endpoint: hub.endpoint, token: more.token, fetch, patienceMs: more.patienceMs ?? 10_000 }),
    free: () => Promise.resolve(undefined),
    signal: abort.signal,
    onProgress: (step) => progress.push(step),
    retry: {
      attempts: 3,
      firstPauseMs: 1000,
      wait: (ms) => {
        waits.push(ms);
        return Promise.resolve();
      },
      onRetry: () => undefined,
    },
  };
}

/** Writes what the store writes first into the folder of a model. */
export function markAsOwn(folder: string, id: string): void {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, MARKER_NAME), JSON.stringify({ format: 1, id }));
}

/** What is left of a model that is not installed: nothing that could be taken for one. */
export function expectNotInstalled(root: string): void {
  const folder = path.join(root, ID);
  const names = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  const wrong = names.filter((name) => name !== MARKER_NAME && !MODEL_FILES.some((file) => name.startsWith(file)));
  if (wrong.length > 0) throw new Error(`left behind: ${wrong.join(', ')}`);
}

/** The error of a promise that must fail. */
export async function failureOf(promise: Promise<unknown>): Promise<KnownError> {
  return await promise.then(
    () => {
      throw new Error('this was expected to fail');
    },
    (error: unknown) => error as KnownError,
  );
}

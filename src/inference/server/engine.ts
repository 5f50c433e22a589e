import { architectureOf } from '../../model/architecture';
import { readModelConfig } from '../../model/modelFolder';
import { DEFAULT_RETRY, type RetryPolicy } from '../../node/retry';
import { engineOfReader } from '../classifierEngine';
import type { Engine } from '../engine';
import type { ServerSpec } from '../protocol';
import { WindowReader } from '../windows';
import { OpenInference, type ServerOptions } from './openInference';
import { ServerClassifier } from './serverClassifier';

/** A reader waits for the answer, so a server that fails is told of within seconds. */
const RETRY: RetryPolicy = { ...DEFAULT_RETRY, attempts: 4, firstPauseMs: 500 };
/** A server on processors takes up to a minute for a batch of long windows. */
const DEADLINES: ServerOptions['deadlines'] = { about: 15_000, batch: 120_000 };

/**
 * The engine of a model that a server runs. Texts become tokens here, and logits become scores here.
 *
 * @param how other pauses and deadlines, for tests
 * @throws KnownError when the folder has no tokenizer, the server is not ready, or it runs another model
 */
export async function loadServerEngine(
  { folder, url, model, token, batch, requests }: ServerSpec,
  how: Pick<ServerOptions, 'retry' | 'deadlines'> = { retry: RETRY, deadlines: DEADLINES },
): Promise<Engine> {
  // Whether the model also scores paragraphs decides about its graph only, which is the server's.
  const architecture = architectureOf(await readModelConfig(folder), new Set());
  const server = new OpenInference({ url, model, token, ...how });
  const { signal } = new AbortController();
  const reader = await WindowReader.load(folder, () =>
    ServerClassifier.connect(server, architecture, { batch, requests }, signal),
  );
  // Each chunk has at least one window, so that many chunks fill all requests.
  return engineOfReader(reader, batch * requests);
}

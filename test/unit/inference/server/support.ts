import { onTestFinished } from 'vitest';
import { TokenClassifier } from '../../../../src/inference/onnx/classifier';
import type { OnnxSpec, ServerSpec } from '../../../../src/inference/protocol';
import type { ServerOptions } from '../../../../src/inference/server/openInference';
import { type FakeModel, FakeInferenceServer } from '../../../fakes/inferenceServer';
import { modelFolder, specOf, temporaryFolder } from '../onnx/fixtures';

/** The inputs of a model as its description has them. */
export const INPUTS_OF = {
  bert: { input_ids: [-1, -1], token_type_ids: [-1, -1], lengths: [-1] },
  modernBert: { input_ids: [-1, -1], attention_mask: [-1, -1] },
} as const;

/** How the tests ask: without pauses, and not for long. */
export const HOW: Pick<ServerOptions, 'retry' | 'deadlines'> = {
  retry: {
    attempts: 3,
    firstPauseMs: 1,
    wait: () => Promise.resolve(),
    onRetry: () => undefined,
  },
  deadlines: { about: 10_000, batch: 20_000 },
};

/** A model of the fixtures as a server runs it: by the real local classifier. */
async function fakeModel(
  folder: string,
  inputs: FakeModel['inputs'],
  precision: OnnxSpec['precision'] = 'fp32',
): Promise<FakeModel> {
  const classifier = await TokenClassifier.load(specOf(folder, await temporaryFolder(), precision));
  onTestFinished(() => classifier.dispose());
  return { name: 'lab-model', labels: classifier.labels, inputs, run: (sequences) => classifier.run(sequences) };
}

/** A server that runs a model of the fixtures. */
export async function serve(name: string, inputs: FakeModel['inputs'] = INPUTS_OF.bert): Promise<FakeInferenceServer> {
  const server = await FakeInferenceServer.start(await fakeModel(modelFolder(name), inputs));
  onTestFinished(() => server.stop());
  return server;
}

export function serverSpec(server: FakeInferenceServer, name: string, more: Partial<ServerSpec> = {}): ServerSpec {
  return {
    ...{ kind: 'server', folder: modelFolder(name), url: server.url, model: 'lab-model', batch: 16, requests: 4 },
    ...more,
  };
}

import { dirname } from 'node:path';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { readModelFolder } from '../../model/modelFolder';
import { FloatWeights } from '../../model/graph/floatWeights';
import { buildModernBert, INPUT, OUTPUT } from '../../model/graph/modernBert';
import { ModelFileError } from '../../model/modelFileError';
import { floatWeightsFile, preparedFolderOf } from '../../model/prepared';
import { InferenceError } from '../errors';
import type { OnnxSpec } from '../protocol';

/** A token classifier that is loaded: ids in, logits out. It computes one sequence at a time. */
export class TokenClassifier {
  private constructor(
    private readonly session: InferenceSession,
    private readonly newTensor: (ids: BigInt64Array) => Tensor,
    /** Labels of a token. */
    readonly labels: number,
  ) {}

  /**
   * Loads a model from its folder.
   *
   * @throws InferenceError when a file is missing or damaged, when the model is of another kind, or when onnxruntime refuses it
   */
  static async load(spec: OnnxSpec): Promise<TokenClassifier> {
    try {
      const { config, weights } = await readModelFolder(spec.folder);
      const prepared = await preparedFolderOf(spec.preparedFolder, weights, config);
      const floats = await floatWeightsFile(prepared, weights);
      const graph = buildModernBert(config, new FloatWeights(floats));
      const runtime = await import('onnxruntime-node');
      const session = await runtime.InferenceSession.create(graph, sessionOptions(spec.threads, dirname(floats.path)));
      return new TokenClassifier(session, (ids) => new runtime.Tensor('int64', ids, [1, ids.length]), config.labels);
    } catch (error) {
      throw loadError(error);
    }
  }

  /**
   * The logits of one sequence.
   *
   * @param ids of a whole window, template tokens included; at least one
   * @returns [ids.length, labels], row by row
   */
  async run(ids: readonly number[]): Promise<Float32Array> {
    const results = await this.session.run({ [INPUT]: this.newTensor(BigInt64Array.from(ids, BigInt)) });
    const logits = results[OUTPUT]!;
    return logits.data as Float32Array;
  }

  dispose(): Promise<void> {
    return this.session.release();
  }
}

/**
 * Options of onnxruntime. Its arena and its memory pattern ask for the memory of a run in one block, which under Electron traps the
 * process near 2 GiB.
 *
 * @param weightsFolder the folder of the weights' file: the graph itself comes from memory
 */
function sessionOptions(threads: number, weightsFolder: string): InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableCpuMemArena: false,
    enableMemPattern: false,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    extra: { session: { model_external_initializers_file_folder_path: weightsFolder } },
  };
}

function loadError(error: unknown): unknown {
  if (error instanceof InferenceError) return error;
  if (!(error instanceof ModelFileError)) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return new InferenceError('badModel', 'This model could not be loaded; the log says why.', detail);
  }
  const code = { missing: 'modelNotInstalled', damaged: 'damagedModel', unsupported: 'badModel' } as const;
  return new InferenceError(code[error.fault], error.message, error.detail);
}

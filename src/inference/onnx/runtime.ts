import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type * as Onnx from 'onnxruntime-node';

/** Environment variable that chooses the runtime. `wasm` forces WebAssembly where the native library would run. */
const CHOICE = 'EVIDENCE_LENS_RUNTIME';

/** onnxruntime, loaded as native library or as WebAssembly. Graphs and answers are the same for both. */
export interface Runtime {
  /** Whether its own attention operator avoids holding the scores of all pairs of tokens. */
  readonly fusesAttention: boolean;
  readonly Tensor: typeof Onnx.Tensor;
  /**
   * Loads a graph. Rejects with an error of onnxruntime when it refuses the graph or its weights.
   *
   * @param weights the file that holds tensors of the graph; without it the graph holds all of them
   */
  createSession(graph: Uint8Array, threads: number, weights?: string): Promise<Onnx.InferenceSession>;
}

/**
 * Loads onnxruntime; keyword matching does without it. WebAssembly is used when there is no native library for this machine. A package has
 * one of the two; only a clone has both.
 *
 * @param threads for WebAssembly, where the first call decides for the whole process; the native library takes it for each session
 * @throws the native library's error when it cannot be loaded and there is no WebAssembly either
 */
export async function loadRuntime(threads: number): Promise<Runtime> {
  // Otherwise the native library would report usage to its makers.
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
  if (process.env[CHOICE] === 'wasm') return loadWasm(threads);
  try {
    return nativeRuntime(await import('onnxruntime-node'));
  } catch (error) {
    return await loadWasm(threads).catch(() => {
      throw error;
    });
  }
}

function nativeRuntime({ InferenceSession, Tensor }: typeof Onnx): Runtime {
  return {
    fusesAttention: true,
    Tensor,
    createSession: (graph, threads, weights) =>
      InferenceSession.create(graph, {
        ...sessionOptions(threads),
        // The graph comes from memory and names the weights' file, so that nothing is ever written beside a reader's model.
        ...(weights && { extra: { session: { model_external_initializers_file_folder_path: dirname(weights) } } }),
      }),
  };
}

async function loadWasm(threads: number): Promise<Runtime> {
  const { env, InferenceSession, Tensor } = await import('onnxruntime-web');
  env.wasm.numThreads ??= threads;
  return {
    // Fused attention depends on the size of the processor's cache, which WebAssembly does not know.
    fusesAttention: false,
    Tensor,
    createSession: async (graph, _threads, weights) =>
      InferenceSession.create(graph, {
        ...COMMON_OPTIONS,
        executionProviders: ['wasm'],
        // WebAssembly cannot read files. The bytes are copied into its memory and then freed.
        externalData: weights ? [{ path: basename(weights), data: await readFile(weights) }] : [],
      }),
  };
}

/** A memory pattern would request the memory of a whole run in one block. */
const COMMON_OPTIONS = {
  interOpNumThreads: 1,
  enableMemPattern: false,
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
} satisfies Onnx.InferenceSession.SessionOptions;

/**
 * Options of the native library.
 *
 * Its arena takes memory in ever larger blocks. Electron's allocator kills the process at a block near 2 GiB, so under Electron each tensor
 * gets its own memory. Elsewhere the arena is better: glibc's allocator leaves such gaps between aligned blocks that a run of 512 tokens
 * took 250 MB more.
 */
export function sessionOptions(threads: number): Onnx.InferenceSession.SessionOptions {
  return {
    ...COMMON_OPTIONS,
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    enableCpuMemArena: !('electron' in process.versions),
  };
}

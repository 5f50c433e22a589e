import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type * as Onnx from 'onnxruntime-node';

/** Names the runtime that is taken; `wasm` is there to try WebAssembly where the native one would run. */
const CHOICE = 'EVIDENCE_LENS_RUNTIME';

/** onnxruntime once it is loaded, as the native library or as WebAssembly: graphs and answers are the same. */
export interface Runtime {
  /** See `buildModernBert`. */
  readonly fusesAttention: boolean;
  readonly Tensor: typeof Onnx.Tensor;
  /**
   * Loads a graph. Rejects with an error of onnxruntime when it refuses the graph or its weights.
   *
   * @param weights the file that tensors of the graph lie in; without it the graph holds all of them
   */
  createSession(graph: Uint8Array, threads: number, weights?: string): Promise<Onnx.InferenceSession>;
}

/**
 * Loads onnxruntime, which keyword matching starts without. WebAssembly is taken where there is no native library for this machine: a
 * package has one of both, and only a clone has the two.
 *
 * @param threads of WebAssembly, whose first caller decides for the whole process; the native library asks at each session
 * @throws the native library's error where it cannot be loaded and there is no WebAssembly either
 */
export async function loadRuntime(threads: number): Promise<Runtime> {
  // The native library would report its use to its makers.
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
    // Fused attention goes by the size of the processor's cache, which WebAssembly is not told.
    fusesAttention: false,
    Tensor,
    createSession: async (graph, _threads, weights) =>
      InferenceSession.create(graph, {
        ...COMMON_OPTIONS,
        executionProviders: ['wasm'],
        // WebAssembly reads no files: the bytes are copied into its memory and let go of.
        externalData: weights ? [{ path: basename(weights), data: await readFile(weights) }] : [],
      }),
  };
}

/** A memory pattern would ask for the memory of a whole run in one block. */
const COMMON_OPTIONS = {
  interOpNumThreads: 1,
  enableMemPattern: false,
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
} satisfies Onnx.InferenceSession.SessionOptions;

/**
 * Options of the native library.
 *
 * Its arena takes memory in ever larger blocks: under Electron, whose allocator traps the process at one near 2 GiB, each tensor has memory of
 * its own. Elsewhere the arena is better: glibc's allocator leaves so much between aligned blocks that a run of 512 tokens took 250 MB
 * more.
 */
export function sessionOptions(threads: number): Onnx.InferenceSession.SessionOptions {
  return {
    ...COMMON_OPTIONS,
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    enableCpuMemArena: !('electron' in process.versions),
  };
}

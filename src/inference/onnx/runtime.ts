import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type * as Onnx from 'onnxruntime-node';
import type { GraphTarget } from '../../model/graph/target';
import type { Device } from '../protocol';

/** Environment variable that chooses the runtime. `wasm` forces WebAssembly where the native library would run. */
const CHOICE = 'EVIDENCE_LENS_RUNTIME';

/** onnxruntime, loaded as native library or as WebAssembly. Graphs and answers are the same for both. */
export interface Runtime {
  /** Its version. */
  readonly version: string;
  /** The devices of this build; whether the machine has a GPU only a session tells. Each needs graphs of its own form. */
  readonly targets: Readonly<{ cpu: GraphTarget; gpu?: GraphTarget }>;
  readonly Tensor: typeof Onnx.Tensor;
  /**
   * Loads a graph. Rejects with an error of onnxruntime when it refuses the graph or its weights.
   *
   * @param weights the file that holds tensors of the graph; without it the graph holds all of them
   * @param device default the CPU; a GPU runs the operators that its provider has, and the CPU the others
   */
  createSession(graph: Uint8Array, threads: number, weights?: string, device?: Device): Promise<Onnx.InferenceSession>;
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

function nativeRuntime({ InferenceSession, Tensor, listSupportedBackends, env }: typeof Onnx): Runtime {
  const hasGpu = listSupportedBackends().some(({ name, bundled }) => name === GPU_PROVIDER && bundled);
  return {
    version: env.versions.node!,
    targets: { cpu: 'native', ...(hasGpu ? { gpu: 'gpu' } : {}) },
    Tensor,
    createSession: (graph, threads, weights, device = 'cpu') =>
      InferenceSession.create(graph, {
        ...sessionOptions(threads),
        ...(device === 'gpu' && { executionProviders: [GPU_PROVIDER] }),
        // The graph comes from memory and names the weights' file, so that nothing is ever written beside a reader's model.
        ...(weights && { extra: { session: { model_external_initializers_file_folder_path: dirname(weights) } } }),
      }),
  };
}

async function loadWasm(threads: number): Promise<Runtime> {
  const { env, InferenceSession, Tensor } = await import('onnxruntime-web');
  env.wasm.numThreads ??= threads;
  return {
    version: env.versions.common,
    targets: { cpu: 'wasm' },
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

/**
 * onnxruntime's provider for graphics cards of all makers: Vulkan on Linux, Direct3D 12 on Windows, Metal on macOS. DirectML and CoreML are in
 * some builds too, but need graphs with fixed lengths to be fast.
 */
const GPU_PROVIDER = 'webgpu';

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

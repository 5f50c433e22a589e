import type * as Onnx from 'onnxruntime-node';

/** What onnxruntime is, once it is loaded: keyword matching starts without it. */
export type Runtime = typeof Onnx;

export function loadRuntime(): Promise<Runtime> {
  return import('onnxruntime-node');
}

/**
 * Options of onnxruntime.
 *
 * Its arena takes memory in ever larger blocks: under Electron, whose allocator traps the process at one near 2 GiB, each tensor has memory of
 * its own. Elsewhere the arena is better: glibc's allocator leaves so much between aligned blocks that a run of 512 tokens took 250 MB
 * more. A memory pattern would ask for the memory of a whole run in one block.
 */
export function sessionOptions(threads: number): Onnx.InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableCpuMemArena: !('electron' in process.versions),
    enableMemPattern: false,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  };
}

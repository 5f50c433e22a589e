import type * as Onnx from 'onnxruntime-node';

/** What onnxruntime is, once it is loaded: keyword matching starts without it. */
export type Runtime = typeof Onnx;

export function loadRuntime(): Promise<Runtime> {
  return import('onnxruntime-node');
}

/**
 * Options of onnxruntime. Its arena and its memory pattern ask for the memory of a run in one block, which under Electron traps the
 * process near 2 GiB.
 */
export function sessionOptions(threads: number): Onnx.InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableCpuMemArena: false,
    enableMemPattern: false,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  };
}

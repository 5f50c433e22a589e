import type { Precision } from '../../src/inference/protocol';
import type { LibraryFigures } from './library';
import type { Summary } from './summary';

/** The content of `docs/benchmarks/NAME.json`. Times are seconds or milliseconds and sizes bytes, as the names say. */
export interface BenchReport {
  readonly name: string;
  readonly date: string;
  readonly machine: Machine;
  /** The load average of one minute, before and after. It includes the load of the measurement itself. */
  readonly load: { readonly before: number; readonly after: number };
  readonly model: string;
  readonly rounds: number;
  /** By number of tokens. */
  readonly speed: readonly SpeedFigures[];
  /** Operations per second of a large product, the best of all rounds. */
  readonly gemm: Readonly<Record<Precision, number>>;
  readonly loading: Readonly<Record<Precision, LoadingFigures>>;
  readonly paper: PaperFigures;
  readonly thresholdChange: { readonly passages: number; readonly milliseconds: Summary };
  /** Loading the packaged bundle and calling `activate` in a real VS Code; undefined when there was none. */
  readonly activationMs: Summary | undefined;
  readonly packageBytes: number | undefined;
  readonly keyword: readonly KeywordFigures[];
  readonly library: LibraryFigures;
  /** What was not measured, and why. */
  readonly leftOut: readonly string[];
}

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly threads: number;
  readonly memoryBytes: number;
  /** The processor's instructions that decide the speed of 8-bit products. Empty when the system does not tell. */
  readonly instructions: readonly string[];
  readonly system: string;
  readonly node: string;
  readonly python: string | undefined;
}

export interface SpeedFigures {
  readonly tokens: number;
  readonly load: number;
  /** Operations that the sequence needs. */
  readonly operations: number;
  readonly systems: Readonly<Record<string, SystemFigures>>;
}

export interface SystemFigures {
  readonly tokensPerSecond: Summary;
  /** Speed relative to PyTorch sdpa in the same rounds. */
  readonly ratio?: Summary;
  /** Largest difference of a logit from PyTorch's. */
  readonly largestDifference?: number;
}

export interface LoadingFigures {
  readonly diskBytes: number;
  /** From the start of a process, with the files in the page cache. */
  readonly loadSeconds: Summary;
  /** Highest resident memory of the inference process while it ran windows of 512 tokens; Linux only. */
  readonly peakMemoryBytes: number | undefined;
}

export interface PaperFigures {
  readonly characters: number;
  readonly chunks: number;
  /** Number of tokens of the text in the model's vocabulary. */
  readonly tokens: number;
  readonly precision: Precision;
  readonly firstScoredSeconds: Summary;
  readonly wholeSeconds: Summary;
  readonly againSeconds: Summary;
  readonly afterEditSeconds: Summary;
  /** Number of chunks that the edit changed. */
  readonly changedChunks: number;
}

export interface KeywordFigures {
  readonly characters: number;
  readonly firstScoredMs: Summary;
  readonly wholeMs: Summary;
}

/** The columns of the speed table, in order, with their titles. */
export const SYSTEM_TITLES: Readonly<Record<string, string>> = {
  fp32: 'Evidence Lens fp32',
  int8: 'Evidence Lens int8',
  sdpa: 'PyTorch sdpa',
  eager: 'PyTorch eager',
  export: 'torch.onnx export in onnxruntime',
  transformersJs: 'the export in transformers.js',
};

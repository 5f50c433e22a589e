import { copyFileSync, mkdirSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import type { ModernBertConfig } from '../../src/model/graph/modernBertConfig';
import { GEMM_OPERATIONS } from './gemm';
import { LineProcess } from './lineProcess';
import { load } from './machine';
import { operationsOf } from './operations';
import { RandomNumbers } from './randomNumbers';
import type { BenchReport, SpeedFigures, SystemFigures } from './report';
import { ratios, significant, summarise } from './summary';

const HERE = import.meta.dirname;
const ROOT = path.join(HERE, '..', '..');
const TSX = path.join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
const TOOLS = path.join(ROOT, 'tools', 'bench');
/** Systems that hold the scores of all pairs of tokens. Long sequences take gigabytes and minutes. */
const NAIVE = ['eager', 'export', 'transformersJs'];
const WARM_UP_TOKENS = 128;

export interface SpeedInput {
  readonly folder: string;
  readonly preparedFolder: string;
  readonly config: ModernBertConfig;
  readonly threads: number;
  readonly lengths: readonly number[];
  readonly rounds: number;
  /** Longest sequence, in tokens, for these systems. */
  readonly mostNaiveTokens: number;
  readonly python: string | undefined;
  /** A folder for exported files. */
  readonly work: string;
  readonly say: (message: string) => void;
  /** Is called with what could not be measured. */
  readonly leaveOut: (reason: string) => void;
}

/** A system that runs sequences. */
interface System {
  readonly name: string;
  readonly process: LineProcess;
  readonly request: object;
}

interface Answer {
  readonly seconds: number;
  readonly logits?: number[];
}

/** A process of this project's own Node. */
export function script(name: string, args: readonly (string | number)[], env?: NodeJS.ProcessEnv): LineProcess {
  return new LineProcess(process.execPath, [TSX, path.join(HERE, name), ...args.map(String)], env);
}

/**
 * Runs every system on the same sequences. In each round they run one after another, so that other load on the machine affects all of them
 * alike.
 */
export async function measureSpeed(input: SpeedInput): Promise<Pick<BenchReport, 'speed' | 'gemm'>> {
  const started = start(input);
  const gemm = { fp32: script('gemm.ts', ['fp32', input.threads]), int8: script('gemm.ts', ['int8', input.threads]) };
  const random = new RandomNumbers(7);
  const sequence = (tokens: number): number[] =>
    Array.from({ length: tokens }, () => 3 + random.below(input.config.vocabularySize - 3));
  const peak = { fp32: 0, int8: 0 };
  try {
    const systems = await warmedUp(started, sequence(WARM_UP_TOKENS), input);
    const speed: SpeedFigures[] = [];
    for (const tokens of input.lengths) {
      const ids = sequence(tokens);
      const taken = systems.filter(({ name }) => tokens <= input.mostNaiveTokens || !NAIVE.includes(name));
      const seconds = new Map(taken.map(({ name }) => [name, [] as number[]]));
      const logits = new Map<string, number[]>();
      for (let round = 0; round < input.rounds; round++) {
        for (const precision of ['fp32', 'int8'] as const) {
          const { seconds: took } = await gemm[precision].ask<Answer>({});
          peak[precision] = Math.max(peak[precision], GEMM_OPERATIONS / took);
        }
        // Every round begins with another system, so that none always runs on a processor heated by the one before.
        for (let turn = 0; turn < taken.length; turn++) {
          const { name, process: runner, request } = taken[(turn + round) % taken.length]!;
          const answer = await runner.ask<Answer>({ ...request, ids, logits: round === 0 });
          seconds.get(name)!.push(answer.seconds);
          if (answer.logits) logits.set(name, answer.logits);
        }
      }
      input.say(`${tokens} tokens: ${input.rounds} rounds done, load ${load()}`);
      speed.push({
        tokens,
        load: load(),
        operations: operationsOf(input.config, tokens),
        systems: figures(tokens, seconds, logits),
      });
    }
    return { speed, gemm: { fp32: significant(peak.fp32), int8: significant(peak.int8) } };
  } finally {
    for (const { process: runner } of started) runner.end();
    gemm.fp32.end();
    gemm.int8.end();
  }
}

function start({ folder, preparedFolder, threads, python, work, say, leaveOut }: SpeedInput): System[] {
  const own = (['fp32', 'int8'] as const).map((name) => ({
    name,
    process: script('runner.ts', ['lens', folder, preparedFolder, name, threads]),
    request: {},
  }));
  if (python === undefined) {
    leaveOut(
      'PyTorch, the torch.onnx export and transformers.js: no Python was given (--python, EVIDENCE_LENS_PYTHON).',
    );
    return own;
  }
  const torch = (attention: string): System => ({
    name: attention,
    process: new LineProcess(python, [path.join(TOOLS, 'torch_peer.py'), folder, String(threads)]),
    request: { attention },
  });
  const systems: System[] = [...own, torch('sdpa'), torch('eager')];
  try {
    say('Exporting the model by torch.onnx ...');
    const exported = path.join(work, 'exported');
    mkdirSync(exported);
    execFileSync(python, [path.join(TOOLS, 'onnx_peer.py'), folder, exported], { stdio: ['ignore', 'ignore', 'pipe'] });
    copyFileSync(path.join(folder, 'config.json'), path.join(exported, 'config.json'));
    const graph = path.join(exported, 'onnx', 'model.onnx');
    systems.push({ name: 'export', process: script('runner.ts', ['onnx', graph, threads]), request: {} });
    systems.push({
      name: 'transformersJs',
      process: script('runner.ts', ['transformers', exported, threads]),
      request: {},
    });
  } catch (error) {
    leaveOut(`The torch.onnx export and transformers.js: the export failed (${lastLine(error)}).`);
  }
  return systems;
}

/** The systems that work. A system that fails on its first sequence is left out, unless it is this project's own. */
async function warmedUp(systems: readonly System[], ids: readonly number[], input: SpeedInput): Promise<System[]> {
  const running: System[] = [];
  for (const system of systems) {
    try {
      await system.process.ask({ ...system.request, ids });
      running.push(system);
    } catch (error) {
      if (system.name === 'fp32' || system.name === 'int8') throw error;
      input.leaveOut(`${system.name}: it did not run (${lastLine(error)}).`);
    }
  }
  return running;
}

function figures(
  tokens: number,
  seconds: ReadonlyMap<string, readonly number[]>,
  logits: ReadonlyMap<string, readonly number[]>,
): Readonly<Record<string, SystemFigures>> {
  const sdpa = seconds.get('sdpa');
  const expected = logits.get('sdpa');
  return Object.fromEntries(
    [...seconds].map(([name, times]) => {
      const system: SystemFigures = {
        tokensPerSecond: summarise(times.map((time) => tokens / time)),
        ...(sdpa ? { ratio: ratios(sdpa, times) } : {}),
        ...(expected ? { largestDifference: largestDifference(expected, logits.get(name)!) } : {}),
      };
      return [name, system];
    }),
  );
}

/** The largest difference between two lists of numbers; infinite when their lengths differ. */
export function largestDifference(expected: readonly number[], found: readonly number[]): number {
  if (expected.length !== found.length) return Infinity;
  return significant(found.reduce((largest, logit, at) => Math.max(largest, Math.abs(logit - expected[at]!)), 0));
}

function lastLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n').at(-1)!;
}

/**
 * Compares onnxruntime's native library with its WebAssembly on the same graphs. Prints tables for docs/BENCHMARKS.md.
 *
 *   tsx scripts/bench/runtimes.ts [--layers 22] [--threads 2] [--rounds 3] [--lengths 128,512,2048]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LineProcess } from './lineProcess';
import { load } from './machine';
import { BASE_CONFIG, makeRandomModel } from './randomModel';
import { RandomNumbers } from './randomNumbers';
import { largestDifference, script } from './speed';
import { ratios, summarise } from './summary';

const TOKENIZER = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'tokenizer', 'tokenizer.json');
const RUNTIMES = ['native', 'wasm'] as const;

interface Answer {
  readonly seconds: number;
  readonly logits?: number[];
}

interface Loaded {
  readonly loadSeconds: number;
  readonly peakBytes: number;
}

const { values } = parseArgs({
  options: {
    layers: { type: 'string', default: String(BASE_CONFIG.num_hidden_layers) },
    threads: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    lengths: { type: 'string', default: '128,512,2048' },
  },
});

async function compare(folder: string, precision: 'fp32' | 'int8'): Promise<void> {
  const args = ['lens', join(folder, 'model'), join(folder, 'prepared'), precision, values.threads];
  const start = (runtime: string): LineProcess => script('runner.ts', args, { EVIDENCE_LENS_RUNTIME: runtime });
  const runners = { native: start('native'), wasm: start('wasm') };
  const random = new RandomNumbers(7);
  // The first one makes the prepared files that both read.
  for (const runtime of RUNTIMES) await runners[runtime].ask({ load: true });
  for (const tokens of values.lengths.split(',').map(Number)) {
    const ids = Array.from({ length: tokens }, () => 3 + random.below(BASE_CONFIG.vocab_size - 3));
    const seconds = { native: [] as number[], wasm: [] as number[] };
    const logits: Partial<Record<(typeof RUNTIMES)[number], number[]>> = {};
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const runtime of round % 2 === 0 ? RUNTIMES : [...RUNTIMES].reverse()) {
        const answer = await runners[runtime].ask<Answer>({ ids, logits: round === 0 });
        seconds[runtime].push(answer.seconds);
        if (answer.logits) logits[runtime] = answer.logits;
      }
    }
    const speeds = RUNTIMES.map((runtime) => summarise(seconds[runtime].map((time) => tokens / time)).median);
    const { median, min, max } = ratios(seconds.native, seconds.wasm);
    const difference = largestDifference(logits.native!, logits.wasm!);
    const cells = [precision, tokens, ...speeds, `${median} (${min}–${max})`, difference.toExponential(1), load()];
    console.log(`| ${cells.join(' | ')} |`);
  }
  for (const runtime of RUNTIMES) {
    const { loadSeconds, peakBytes } = await runners[runtime].ask<Loaded>({ load: true });
    console.log(`${precision} ${runtime}: load ${loadSeconds.toFixed(1)} s, peak ${Math.round(peakBytes / 1e6)} MB`);
    runners[runtime].end();
  }
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'evidence-lens-'));
  try {
    await makeRandomModel(join(folder, 'model'), TOKENIZER, 1, {
      ...BASE_CONFIG,
      num_hidden_layers: Number(values.layers),
    });
    console.log(
      '| numbers | tokens | native, tokens/s | WebAssembly, tokens/s | ratio | largest difference of a logit | load |',
    );
    console.log('| --- | --- | --- | --- | --- | --- | --- |');
    for (const precision of ['fp32', 'int8'] as const) await compare(folder, precision);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();

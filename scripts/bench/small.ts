/**
 * The shipped small model beside the same weights in PyTorch and in Python's onnxruntime, and how long a reader waits for it:
 * prints tables for docs/BENCHMARKS.md. `npm run bench -- --small --python PATH` calls it.
 *
 *   tsx scripts/bench/small.ts [--python PATH] [--threads 2] [--rounds 5] [--paper FILE]
 *
 * PATH is a Python with torch, transformers, onnx and onnxruntime; without one only this project is measured, and that is said.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { engineOf } from '../../src/cli/modelPlace';
import { formatOf } from '../../src/core/paper/format';
import { outlinePaper } from '../../src/core/paper/outline';
import { contextOf, plainOf, unitsOf } from '../../src/core/paper/units';
import { batchesOf } from '../../src/inference/onnx/batches';
import type { OnnxSpec } from '../../src/inference/protocol';
import { assemble, leadOf, planWindows, type Sequence } from '../../src/inference/tokenizer/pair';
import { loadTokenizer } from '../../src/inference/tokenizer/tokenizer';
import { markdownTable } from '../eval/tables';
import { LineProcess } from './lineProcess';
import { load } from './machine';
import { measureWaiting, paperOf } from './reading';
import { largestDifference, script } from './speed';
import { ratios, summarise } from './summary';
import { spread } from './tables';

const ROOT = join(import.meta.dirname, '..', '..');
const PEER = join(ROOT, 'tools', 'bench', 'small_peer.py');
const QUESTION = 'How much training data was there, and where did it come from?';
const PAPER_CHARACTERS = 100_000;
const TITLES = {
  lens: 'Evidence Lens, 8 bits',
  torch: 'PyTorch, floats',
  onnxruntime: 'onnxruntime in Python, floats',
  onnxruntimeInt8: 'onnxruntime in Python, 8 bits',
} as const;
type SystemName = keyof typeof TITLES;

interface Answer {
  readonly seconds: number;
  readonly logits?: number[];
}

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: process.env['EVIDENCE_LENS_PYTHON'] ?? '' },
    threads: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '5' },
    paper: { type: 'string', default: '' },
    small: { type: 'boolean' },
  },
});

/** The token sequences of all units of a paper, as the engine makes them. */
async function sequencesOf(folder: string, paper: string, text: string): Promise<Sequence[]> {
  const tokenizer = await loadTokenizer(folder);
  const { section_tokens: most, max_position_embeddings: room } = JSON.parse(
    readFileSync(join(folder, 'config.json'), 'utf8'),
  ) as { readonly section_tokens: number; readonly max_position_embeddings: number };
  const question = tokenizer.encode(QUESTION).ids;
  return unitsOf(text, outlinePaper(text, formatOf(paper))).flatMap((unit) => {
    const title = tokenizer.encode(contextOf(text, unit)).ids.slice(0, most);
    const lead = leadOf(tokenizer.template, question, title);
    const { ids } = tokenizer.encode(plainOf(text, unit).text);
    return planWindows(lead, ids.length, room, 128).map((window) => assemble(tokenizer.template, lead, ids, window));
  });
}

async function compare(spec: OnnxSpec, batches: readonly Sequence[][]): Promise<string> {
  const systems = new Map<SystemName, LineProcess>();
  systems.set('lens', script('runner.ts', ['lens', spec.folder, spec.preparedFolder, spec.precision, values.threads]));
  if (values.python === '') console.log('PyTorch and onnxruntime in Python: no Python was given (--python).');
  else {
    const peer = (): LineProcess => new LineProcess(values.python, [PEER, spec.folder, values.threads]);
    for (const name of ['torch', 'onnxruntime', 'onnxruntimeInt8'] as const) systems.set(name, peer());
  }
  const names = [...systems.keys()];
  const ask = (name: SystemName, request: object): Promise<Answer> =>
    systems.get(name)!.ask<Answer>({ system: name, ...request });
  const seconds = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<SystemName, number[]>;
  const logits = new Map<SystemName, number[]>();
  try {
    for (const name of names) {
      logits.set(name, (await ask(name, { batches: batches.slice(0, 4), logits: true })).logits!);
    }
    for (let round = 0; round < Number(values.rounds); round++) {
      for (let turn = 0; turn < names.length; turn++) {
        const name = names[(turn + round) % names.length]!;
        seconds[name].push((await ask(name, { batches })).seconds);
      }
    }
  } finally {
    for (const running of systems.values()) running.end();
  }
  const tokens = batches.flat().reduce((sum, { ids }) => sum + ids.length, 0);
  return markdownTable(
    ['system', `tokens a second (${tokens} tokens)`, 'times as fast as PyTorch', 'largest difference of a logit'],
    names.map((name) => [
      TITLES[name],
      spread(summarise(seconds[name].map((time) => tokens / time)), 0),
      systems.has('torch') ? spread(ratios(seconds.torch, seconds[name]), 2) : '–',
      logits.has('torch') ? largestDifference(logits.get('torch')!, logits.get(name)!).toExponential(1) : '–',
    ]),
  );
}

async function main(): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'evidence-lens-'));
  try {
    const spec = { ...((await engineOf('small')) as OnnxSpec), threads: Number(values.threads) };
    const name = values.paper === '' ? 'paper.md' : values.paper;
    const text = values.paper === '' ? paperOf(PAPER_CHARACTERS) : readFileSync(values.paper, 'utf8');
    const before = load();
    const sequences = await sequencesOf(spec.folder, name, text);
    const batches = batchesOf(sequences, ({ ids }) => ids.length);
    console.log(
      `${text.length} characters, ${sequences.length} sequences in ${batches.length} batches, load ${before}\n`,
    );
    console.log(await compare(spec, batches));
    const waiting = await measureWaiting(spec, text, Number(values.rounds));
    console.log(
      `\n${markdownTable(
        ['what', 'median (spread)'],
        [
          ['first scores, process not yet started, s', spread(waiting.coldFirstSeconds, 2)],
          ['whole paper, s', spread(waiting.wholeSeconds, 1)],
          ['the same question again, ms', spread(waiting.againMilliseconds, 0)],
          [
            'peak memory of the process, MB',
            waiting.peakMemoryBytes === undefined ? '–' : (waiting.peakMemoryBytes / 1e6).toFixed(0),
          ],
        ],
      )}\n\nload ${load()} at the end`,
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

void main();

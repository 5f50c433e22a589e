import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Answer } from '../../src/core/answers/answer';
import { engineSource } from '../../src/core/answers/source';
import { DEFAULT_WINDOW_OPTIONS } from '../../src/core/process/types';
import type { Outline } from '../../src/core/paper/types';
import type { TokenScores } from '../../src/core/spans/scores';
import { DEFAULT_SPAN_OPTIONS } from '../../src/core/spans/spans';
import { InferenceClient } from '../../src/inference/client';
import type { EngineSpec, OnnxSpec, Precision } from '../../src/inference/protocol';
import { loadTokenizer } from '../../src/inference/tokenizer/tokenizer';
import { writeCorpus } from './corpus';
import { peakMemoryOf } from './machine';
import { RandomNumbers } from './randomNumbers';
import type { KeywordFigures, LoadingFigures, PaperFigures } from './report';
import { script } from './speed';
import { summarise, type Summary } from './summary';

const WORKER = path.join(import.meta.dirname, '..', '..', 'dist', 'worker.js');
const QUESTION = 'Which results does attention improve over the baseline, and by how much?';
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined };

/** A made-up paper of about `characters` characters. */
export function paperOf(characters: number): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'evidence-bench-'));
  try {
    const [file] = writeCorpus(folder, { papers: 1, characters });
    return readFileSync(file!, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Load time, memory and disk space of a model in one precision. Each measurement uses its own process. */
export async function measureLoading(spec: OnnxSpec, precision: Precision, rounds: number): Promise<LoadingFigures> {
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const runner = script('runner.ts', ['lens', spec.folder, spec.preparedFolder, precision, spec.threads]);
    try {
      seconds.push((await runner.ask<{ loadSeconds: number }>({ load: true })).loadSeconds);
    } finally {
      runner.end();
    }
  }
  return {
    diskBytes: statSync(precision === 'fp32' ? path.join(spec.folder, 'model.safetensors') : int8FileIn(spec)).size,
    loadSeconds: summarise(seconds),
    peakMemoryBytes: await withClient(async (client) => {
      const options = {
        ...DEFAULT_WINDOW_OPTIONS,
        max_length: 512,
        doc_stride: 128,
        threshold: 0.2,
        min_span_chars: 10,
        merge_gap_chars: 20,
        return_sentence_metrics: false,
      };
      await client.process({ engine: { ...spec, precision }, question: QUESTION, context: paperOf(4000), options });
      return peakMemoryOf(client.processId);
    }),
  };
}

function int8FileIn({ preparedFolder }: OnnxSpec): string {
  const name = readdirSync(preparedFolder, { recursive: true, encoding: 'utf8' }).find((file) =>
    /int8-\d+\.safetensors$/.test(file),
  );
  return path.join(preparedFolder, name!);
}

/** How long a reader waits for a whole paper when the engine is loaded. */
export async function measurePaper(
  engine: OnnxSpec & { readonly precision: Precision },
  characters: number,
  rounds: number,
): Promise<PaperFigures> {
  const text = paperOf(characters);
  const times = { first: [] as number[], whole: [] as number[], again: [] as number[], edited: [] as number[] };
  let chunks = 0;
  let changedChunks = 0;
  await withClient(async (client) => {
    await asked(client, engine, text.slice(0, 300), QUESTION);
    for (let round = 0; round < rounds; round++) {
      const question = `${QUESTION} ${round}`;
      const first = await asked(client, engine, text, question);
      const again = await asked(client, engine, text, question);
      const middle = text.indexOf('. ', text.length / 2);
      const edited = `${text.slice(0, middle)} in all of the settings${text.slice(middle)}`;
      const afterEdit = await asked(client, engine, edited, question);
      times.first.push(first.firstMs / 1000);
      times.whole.push(first.wholeMs / 1000);
      times.again.push(again.wholeMs / 1000);
      times.edited.push(afterEdit.wholeMs / 1000);
      chunks = first.chunks.size;
      changedChunks = [...afterEdit.chunks].filter((chunk) => !first.chunks.has(chunk)).length;
    }
  });
  return {
    characters: text.length,
    chunks,
    tokens: (await loadTokenizer(engine.folder)).encode(text).ids.length,
    precision: engine.precision,
    firstScoredSeconds: summarise(times.first),
    wholeSeconds: summarise(times.whole),
    againSeconds: summarise(times.again),
    afterEditSeconds: summarise(times.edited),
    changedChunks,
  };
}

/** What a reader of one paper waits for. */
export interface WaitingFigures {
  /** From the question to the first scores, with the process not yet started. */
  readonly coldFirstSeconds: Summary;
  readonly wholeSeconds: Summary;
  readonly againMilliseconds: Summary;
  /** Highest resident memory of the inference process; undefined where the system does not tell. */
  readonly peakMemoryBytes: number | undefined;
}

/** How long a reader waits for an engine that is there at once; each round has a process and a question of its own. */
export async function measureWaiting(engine: EngineSpec, text: string, rounds: number): Promise<WaitingFigures> {
  const times = { first: [] as number[], whole: [] as number[], again: [] as number[] };
  let peak: number | undefined;
  for (let round = 0; round < rounds; round++) {
    await withClient(async (client) => {
      const question = `${QUESTION} ${round}`;
      const cold = await asked(client, engine, text, question);
      times.first.push(cold.firstMs / 1000);
      times.whole.push(cold.wholeMs / 1000);
      times.again.push((await asked(client, engine, text, question)).wholeMs);
      peak = Math.max(peak ?? 0, peakMemoryOf(client.processId) ?? 0) || undefined;
    });
  }
  return {
    coldFirstSeconds: summarise(times.first),
    wholeSeconds: summarise(times.whole),
    againMilliseconds: summarise(times.again),
    peakMemoryBytes: peak,
  };
}

/** Keyword matching on papers of several lengths, with the process running. */
export async function measureKeyword(lengths: readonly number[], rounds: number): Promise<KeywordFigures[]> {
  const papers = lengths.map((length) => ({ text: paperOf(length), first: [] as number[], whole: [] as number[] }));
  await withClient(async (client) => {
    await asked(client, { kind: 'keyword' }, papers[0]!.text, QUESTION);
    for (let round = 0; round < rounds; round++) {
      for (const { text, first, whole } of papers) {
        // Changes a paragraph each time, because the process keeps the last paper that it has read.
        const { firstMs, wholeMs } = await asked(client, { kind: 'keyword' }, `Round ${round}.\n\n${text}`, QUESTION);
        first.push(firstMs);
        whole.push(wholeMs);
      }
    }
  });
  return papers.map(({ text, first, whole }) => ({
    characters: text.length,
    firstScoredMs: summarise(first),
    wholeMs: summarise(whole),
  }));
}

/** Time to derive a paper's passages after a change of the threshold, without drawing them in the editor. */
export async function measureThreshold(
  characters: number,
  rounds: number,
): Promise<{ passages: number; milliseconds: ReturnType<typeof summarise> }> {
  const text = paperOf(characters);
  const outline = await withClient((client) => client.outline({ text, format: 'markdown' }));
  const answer = new Answer(QUESTION, engineSource('bench'), text);
  answer.setOutline(outline!);
  const random = new RandomNumbers(3);
  outline!.chunks.forEach(({ start, end }, index) => {
    answer.addScores(index, { kind: 'tokens', windows: [wordScores(text.slice(start, end), random)] });
  });
  const view = { ...DEFAULT_SPAN_OPTIONS, includeReferences: true };
  const passages = answer.passages(view).length;
  const milliseconds: number[] = [];
  for (let round = 0; round < 4 * rounds; round++) {
    const threshold = 0.2 + (round % 4) / 100 + round / 10_000 + 0.001;
    const began = performance.now();
    answer.passages({ ...view, threshold });
    milliseconds.push(performance.now() - began);
  }
  return { passages, milliseconds: summarise(milliseconds) };
}

/** Makes token scores with one token for each word: six words of evidence, then six without, and so on. */
function wordScores(text: string, random: RandomNumbers): TokenScores['windows'][number] {
  const words = [...text.matchAll(/\S+/g)];
  return {
    starts: Uint32Array.from(words, ({ index }) => index),
    ends: Uint32Array.from(words, (word) => word.index + word[0].length),
    probabilities: Float32Array.from(words, (_, at) => (at % 12 < 6 ? 0.25 + random.below(700) / 1000 : 0.01)),
  };
}

interface Asked {
  readonly firstMs: number;
  readonly wholeMs: number;
  /** Texts of the scored chunks. */
  readonly chunks: ReadonlySet<string>;
}

async function asked(client: InferenceClient, engine: EngineSpec, text: string, question: string): Promise<Asked> {
  let outline: Outline | undefined;
  let firstMs: number | undefined;
  const chunks = new Set<string>();
  const onScored = (chunk: number): void => {
    firstMs ??= performance.now() - began;
    const { start, end } = outline!.chunks[chunk]!;
    chunks.add(text.slice(start, end));
  };
  const began = performance.now();
  await client.ask({ engine, question, text, format: 'markdown' }, { onOutline: (read) => (outline = read), onScored });
  return { firstMs: firstMs ?? NaN, wholeMs: performance.now() - began, chunks };
}

/** Gives work an inference process of its own, and ends it afterwards. */
export async function withClient<T>(work: (client: InferenceClient) => Promise<T>): Promise<T> {
  const client = new InferenceClient({ workerPath: WORKER, log: silent });
  try {
    return await work(client);
  } finally {
    client.dispose();
  }
}

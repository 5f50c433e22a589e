/**
 * `npm run soak -- [--questions N] [--seed S]`: asks hundreds of questions about papers that are edited meanwhile. In between it kills the
 * inference process and reloads the window, without an editor. Fails when a question is lost or answered wrongly, or when memory grows
 * beyond its limit.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { Snapshot } from '../../src/core/anchors/snapshot';
import { type Question, withAsked } from '../../src/core/questions/question';
import { PaperStore } from '../../src/features/persistence/paperStore';
import { InferenceClient } from '../../src/inference/client';
import { collectAnswer } from '../../src/inference/collect';
import { RandomNumbers } from '../bench/randomNumbers';
import { KnownError } from '../../src/core/errors/knownError';

const WORKER = path.resolve(__dirname, '../../dist/worker.js');
const VIEW = { threshold: 0.2, minSpanChars: 10, mergeGapChars: 20, includeReferences: false };
const TOPICS = [
  'sheep',
  'volunteers',
  'recordings',
  'windows',
  'tokens',
  'rivers',
  'engines',
  'passages',
  'clouds',
  'mirrors',
];
const VERBS = ['counted', 'collected', 'measured', 'scored', 'compared'];
const PAPERS = 5;
/** Megabytes by which host and inference process may grow after the first tenth of the questions. */
const MAX_GROWTH = 100;
const KILL_EVERY = 25;
const RELOAD_EVERY = 40;

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined };

interface Sample {
  readonly question: number;
  /** Megabytes. */
  readonly heap: number;
  readonly worker: number;
}

class Soak {
  private client = this.connect();
  private store: PaperStore;
  private readonly folder = mkdtempSync(path.join(os.tmpdir(), 'evidence-soak-'));
  private readonly random: RandomNumbers;
  private readonly texts: string[];
  private histories: (readonly Question[])[] = Array.from({ length: PAPERS }, () => []);
  readonly samples: Sample[] = [];
  readonly counts = { asked: 0, edits: 0, kills: 0, reloads: 0 };

  constructor(seed: number) {
    this.random = new RandomNumbers(seed);
    this.store = new PaperStore({ folder: this.folder });
    this.texts = Array.from({ length: PAPERS }, () => Array.from({ length: 60 }, () => this.paragraph()).join('\n\n'));
  }

  async run(questions: number): Promise<void> {
    for (let count = 1; count <= questions; count++) {
      const paper = this.random.below(PAPERS);
      this.edit(paper);
      if (count % KILL_EVERY === 0) await this.kill(paper);
      await this.ask(paper, count);
      if (count % RELOAD_EVERY === 0) await this.reload();
      if (count % Math.ceil(questions / 10) === 0) this.measure(count);
    }
  }

  dispose(): void {
    this.client.dispose();
    rmSync(this.folder, { recursive: true });
  }

  private connect(): InferenceClient {
    return new InferenceClient({ workerPath: WORKER, log: silent });
  }

  private one<T>(values: readonly T[]): T {
    return values[this.random.below(values.length)]!;
  }

  private paragraph(): string {
    const sentence = (): string =>
      `The ${this.one(TOPICS)} were ${this.one(VERBS)} by hand near the ${this.one(TOPICS)}.`;
    return this.random.below(8) === 0 ? `## ${this.one(TOPICS)}` : [sentence(), sentence(), sentence()].join(' ');
  }

  /** Removes one paragraph and inserts another, then checks that passages of earlier questions are still found. */
  private edit(paper: number): void {
    const paragraphs = this.texts[paper]!.split('\n\n');
    paragraphs.splice(this.random.below(paragraphs.length), 1);
    paragraphs.splice(this.random.below(paragraphs.length), 0, this.paragraph());
    const text = paragraphs.join('\n\n');
    this.texts[paper] = text;
    this.counts.edits++;
    for (const { answer } of this.histories[paper]!.slice(0, 6)) {
      const snapshot = new Snapshot(answer.text, text);
      for (const { start, end, text: words } of answer.passages(VIEW)) {
        const place = snapshot.locate(start, end, () => text);
        const isRight = !place || place.state === 'edited' || text.slice(place.start, place.end) === words;
        if (!isRight) throw new Error(`a passage was followed to other words: ${words}`);
      }
    }
  }

  private async ask(paper: number, count: number): Promise<void> {
    const text = this.texts[paper]!;
    const topic = this.one(TOPICS);
    const input = {
      engine: { kind: 'keyword' },
      question: `How were ${topic} ${this.one(VERBS)}?`,
      text,
      format: 'markdown',
    } as const;
    const answer = await collectAnswer(this.client, 'keyword', input);
    if (text.includes(topic) && answer.passages({ ...VIEW, threshold: 0 }).length === 0)
      throw new Error(`nothing found: ${topic}`);
    this.counts.asked++;
    this.histories[paper] = withAsked(this.histories[paper]!, { id: String(count), answer, askedAt: count }, () => []);
    await this.store.write({ uri: `file:///${paper}.md`, questions: this.histories[paper] });
  }

  /** The running question must fail as crashed; the next one must be answered. */
  private async kill(paper: number): Promise<void> {
    const input = {
      engine: { kind: 'keyword' },
      question: 'Which sheep?',
      text: this.texts[paper]!,
      format: 'markdown',
    } as const;
    const lost = this.client.ask(input, {});
    process.kill(this.client.processId!, 'SIGKILL');
    await lost.catch((error: unknown) => {
      if (!(error instanceof KnownError && error.code === 'workerCrashed')) throw error;
    });
    this.client.retry();
    this.counts.kills++;
  }

  /** A new window must find all questions again. */
  private async reload(): Promise<void> {
    this.client.dispose();
    this.client = this.connect();
    this.store = new PaperStore({ folder: this.folder });
    for (const [paper, history] of this.histories.entries()) {
      if (history.length === 0) continue;
      const { record } = await this.store.read(`file:///${paper}.md`);
      const ids = (questions: readonly Question[] = []): string => questions.map(({ id }) => id).join();
      if (ids(record?.questions) !== ids(history)) throw new Error(`questions of paper ${paper} were lost`);
      this.histories[paper] = record!.questions;
    }
    this.counts.reloads++;
  }

  private measure(question: number): void {
    globalThis.gc?.();
    const heap = Math.round(process.memoryUsage().heapUsed / 2 ** 20);
    const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(this.client.processId)], { encoding: 'utf8' });
    const worker = Math.round(Number(stdout) / 1024);
    this.samples.push({ question, heap, worker });
    console.log(`${question} questions: host ${heap} MB, inference process ${worker} MB`);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { questions: { type: 'string', default: '500' }, seed: { type: 'string' } },
  });
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}`);
  const soak = new Soak(seed);
  try {
    await soak.run(Number(values.questions));
  } finally {
    soak.dispose();
  }
  console.log(JSON.stringify(soak.counts));
  const [first] = soak.samples;
  for (const part of ['heap', 'worker'] as const) {
    const grown = Math.max(...soak.samples.map((sample) => sample[part])) - first![part];
    console.log(`${part}: grown by ${grown} MB, at most ${MAX_GROWTH} are allowed`);
    if (grown > MAX_GROWTH) process.exitCode = 1;
  }
}

void main();

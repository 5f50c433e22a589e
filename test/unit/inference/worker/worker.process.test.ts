import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { ProcessResult } from '../../../../src/core/process/types';
import type { OnnxSpec, Request, WorkerMessage } from '../../../../src/inference/protocol';
import { WORKER } from '../../bundles';
import { Forked } from '../forked';
import { readProcessCases } from '../../core/process/cases';
import { FIXTURES, temporaryFolder } from '../tokenizer/support';

/** The real inference process; records what it loads and its network access. */
class Worker {
  private readonly process = new Forked(WORKER, ['--require', join(import.meta.dirname, 'reportLoads.cjs')]);

  constructor() {
    onTestFinished(() => void this.process.child.kill('SIGKILL'));
  }

  /** All answers to a request, up to its end. */
  async answers(request: Request): Promise<WorkerMessage[]> {
    const answers: WorkerMessage[] = [];
    const over = new Promise<void>((resolve) => {
      const listen = (message: WorkerMessage): void => {
        answers.push(message);
        if (message.type !== 'done' && message.type !== 'failed') return;
        this.process.off('message', listen);
        resolve();
      };
      this.process.on('message', listen);
    });
    this.process.send(request);
    await over;
    return answers;
  }

  /** What the process loaded and tried. Ends it. */
  async end(): Promise<string[]> {
    this.process.child.kill();
    await this.process.over();
    return this.process.told.split('\n');
  }
}

it('a keyword question loads neither transformers nor onnxruntime and uses no network', async () => {
  const worker = new Worker();
  const answers = await worker.answers({
    type: 'ask',
    id: 1,
    engine: { kind: 'keyword' },
    question: 'What does the evidence show?',
    text: 'The evidence of the paper shows that the method works well on all of the data that we have.',
    format: 'markdown',
  });
  expect(answers.map(({ type }) => type)).toContain('scored');
  expect(answers.at(-1)!.type).toBe('done');
  const lines = await worker.end();
  expect(lines.filter((line) => /onnxruntime|transformers|^network/.test(line))).toEqual([]);
});

it('the real process equals the reference in every case of process()', async () => {
  const worker = new Worker();
  const preparedFolder = temporaryFolder();
  // One model is loaded at a time, so cases of the same model run together.
  const cases = readProcessCases().sort((a, b) => a.model.localeCompare(b.model));
  for (const [id, { model, question, context, options, ...expected }] of cases.entries()) {
    const folder = join(FIXTURES, 'models', model);
    const engine: OnnxSpec = { kind: 'onnx', folder, preparedFolder, precision: 'fp32', threads: 1 };
    const answers = await worker.answers({ type: 'process', id, engine, question, context, options });
    const processed = answers.find((answer) => answer.type === 'processed');
    expect(processed, JSON.stringify(answers)).toBeDefined();
    expectResult(processed!.result, context, expected);
  }
  const lines = await worker.end();
  // Shows that the test before would have noticed a load.
  expect(lines.filter((line) => line.endsWith('onnxruntime_binding.node'))).toHaveLength(1);
  expect(lines.filter((line) => line.startsWith('network'))).toEqual([]);
});

it('another process answers a repeated question from kept scores without loading the full model', async () => {
  const folder = join(FIXTURES, 'models', 'base-shape');
  const engine: OnnxSpec = { kind: 'onnx', folder, preparedFolder: temporaryFolder(), precision: 'int8', threads: 1 };
  const text = `# One\n\n${'The evidence is in this section. '.repeat(20)}\n\n# Two\n\n${'It is not in that one. '.repeat(30)}\n`;
  const ask: Request = { type: 'ask', id: 1, engine, question: 'Where is the evidence?', text, format: 'markdown' };
  const first = await new Worker().answers(ask);
  const again = await new Worker().answers(ask);
  const types = (answers: readonly WorkerMessage[]): string[] =>
    answers.map(({ type }) => type).filter((type) => type !== 'ready');
  expect(types(first)).toEqual(['outlined', 'loading', 'scored', 'scored', 'done']);
  expect(types(again)).toEqual(['outlined', 'scored', 'scored', 'done']);
  expect(again.filter(({ type }) => type === 'scored')).toEqual(first.filter(({ type }) => type === 'scored'));
});

type Expected = Omit<ReturnType<typeof readProcessCases>[number], 'model' | 'question' | 'context' | 'options'>;

function expectResult(result: ProcessResult, context: string, { tokens, windows, spans, sentences }: Expected): void {
  expect(result.tokens).toBe(tokens);
  expect(result.windows).toBe(windows.length);
  for (const [found, expected] of [
    [result.spans, spans],
    [result.sentences ?? [], sentences ?? []],
  ] as const) {
    expect(found.map(({ start, end, text }) => [start, end, text])).toEqual(
      expected.map(({ start, end }) => [start, end, context.slice(start, end)]),
    );
    expect(found.every(({ score }, index) => Math.abs(score - expected[index]!.score) < 1e-4)).toBe(true);
  }
  expect(result.sentences === undefined).toBe(sentences === undefined);
}

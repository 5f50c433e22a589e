import { readFileSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { removeFolder } from '../../../removeFolder';
import { DEFAULT_WINDOW_OPTIONS, type ProcessOptions, type ProcessResult } from '../../../../src/core/process/types';
import { InferenceClient } from '../../../../src/inference/client';
import type { DeviceState, OnnxSpec, Passage } from '../../../../src/inference/protocol';
import { WORKER } from '../../bundles';
import { FakeLog } from '../fakes';
import { modelFolder, specOf, temporaryFolder } from './fixtures';
import { type GraphicsCard, MISSING, unpackCard } from './swiftShader';

/** A graphics card in software makes its programs slowly. */
const MINUTES = 60_000;
const TIMEOUT = 10 * MINUTES;
const SHIPPED = join(import.meta.dirname, '..', '..', '..', '..', 'models', 'small');
const OPTIONS: ProcessOptions = {
  ...DEFAULT_WINDOW_OPTIONS,
  ...{ threshold: 0.2, min_span_chars: 10, merge_gap_chars: 20, return_sentence_metrics: false },
};

let card: GraphicsCard | undefined;
let log: FakeLog;
let client: InferenceClient;
let before: NodeJS.ProcessEnv;

beforeAll(() => {
  before = { ...process.env };
  if (!MISSING) card = unpackCard();
});
afterAll(() => {
  if (card) removeFolder(card.folder);
});
beforeEach(() => {
  // Forked processes inherit them.
  Object.assign(process.env, card?.environment);
  log = new FakeLog();
  client = new InferenceClient({ workerPath: WORKER, log });
});
afterEach(() => {
  client.dispose();
  process.env = { ...before };
});

/** Runs a test with the graphics card in software; without it, says why not. */
function onCard(name: string, test: () => Promise<void>): void {
  it(name, { timeout: TIMEOUT }, async (context) => {
    if (MISSING) context.skip(MISSING);
    await test();
  });
}

const PASSAGES: readonly Passage[] = [
  {
    question: 'Where is the evidence?',
    text: 'The evidence of the paper is in this passage, and in no other passage of it.',
  },
  { question: 'What else is there?', text: 'Nothing else is there. The second passage is shorter than the first.' },
];
const [{ question, text: context }] = PASSAGES as [Passage, Passage];

/** A model of ModernBERT's kind with floats: the smallest, with one layer, or one with layers of both kinds. */
async function float(device?: OnnxSpec['device'], name = 'single'): Promise<OnnxSpec> {
  return { ...specOf(modelFolder(name), await temporaryFolder()), ...(device ? { device } : {}) };
}

/** What is kept of a model on the GPU: the files by name. */
async function keptOf({ preparedFolder }: OnnxSpec): Promise<Record<string, unknown>> {
  const names = await readdir(preparedFolder, { recursive: true }).catch(() => []);
  const kept = names.filter((name) => /gpu[^/\\]*\.json$/.test(name));
  return Object.fromEntries(
    kept.map((name) => [
      name.split(/[\\/]/).at(-1)!,
      JSON.parse(readFileSync(join(preparedFolder, name), 'utf8')) as unknown,
    ]),
  );
}

async function stateOf(engine: OnnxSpec): Promise<DeviceState> {
  return (await client.device({ engine, again: false }))!.state;
}

async function run(engine: OnnxSpec): Promise<ProcessResult> {
  return (await client.process({ engine, question, context, options: OPTIONS }))!;
}

/** The scores of spans differ by at most 0.01, and their places not at all. */
function expectSame(found: ProcessResult, expected: ProcessResult): void {
  const places = ({ spans }: ProcessResult): number[][] => spans.map(({ start, end }) => [start, end]);
  expect(expected.spans).not.toEqual([]);
  expect(places(found)).toEqual(places(expected));
  found.spans.forEach(({ score }, at) => expect(Math.abs(score - expected.spans[at]!.score)).toBeLessThan(0.01));
}

/** Waits until this process has left its trial on the disk. */
async function trial(engine: OnnxSpec): Promise<void> {
  while (!(`gpu-${client.processId}.json` in (await keptOf(engine)))) await pause(10);
}

describe('a graphics card in software', () => {
  onCard('a full model is compared on both devices, and auto follows what is kept', async () => {
    const engine = await float('auto', 'base-shape');
    expect(await stateOf(engine)).toEqual({ device: 'cpu' });
    const measured = (await client.device({ engine, passages: PASSAGES, again: false }))!;
    const { comparison } = measured.state;
    expect(measured).toMatchObject({ isNew: true, state: { comparison: { sameSpans: true } } });
    expect(comparison!.characters).toBe(PASSAGES.reduce((sum, { text }) => sum + text.length, 0));
    expect(comparison!.largestDifference).toBeLessThan(1e-4);
    expect(comparison!.accepted).toBe(comparison!.gpuMs < comparison!.cpuMs);
    expect(await keptOf(engine)).toEqual({ 'gpu.json': expect.objectContaining({ comparison }) as object });
    expect(await client.device({ engine, passages: PASSAGES, again: false })).toEqual({ ...measured, isNew: false });

    const onCpu = await run(await float(undefined, 'base-shape'));
    const [state] = await readdir(engine.preparedFolder);
    const file = join(engine.preparedFolder, state!, 'gpu.json');
    const kept = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...kept, comparison: { ...comparison, accepted: true } }));
    expect(await stateOf(engine)).toMatchObject({ device: 'gpu' });
    expectSame(await run({ ...engine, threads: 2 }), onCpu);
    // It runs there now, and a process that ends unseen will not be taken for a crash.
    expect(await keptOf(engine)).toMatchObject({ [`gpu-${client.processId}.json`]: { worked: true, wanted: 'auto' } });
  });

  onCard('the model that comes with the extension gives the same spans on both devices', async () => {
    const engine: OnnxSpec = { ...specOf(SHIPPED, await temporaryFolder(), 'int8'), device: 'gpu' };
    const passage = {
      question: 'How many rows does the benchmark have?',
      context: 'The benchmark has 100 rows in ten languages, which two of the authors marked by hand.',
    };
    const results: ProcessResult[] = [];
    for (const spec of [specOf(SHIPPED, engine.preparedFolder, 'int8'), engine]) {
      results.push((await client.process({ engine: spec, ...passage, options: OPTIONS }))!);
    }
    const [onCpu, onGpu] = results.map(({ spans }) => spans);
    expect(onCpu).not.toEqual([]);
    expect(onGpu!.map(({ text }) => text)).toEqual(onCpu!.map(({ text }) => text));
    expect(await stateOf(engine)).toEqual({ device: 'gpu' });
  });

  onCard('a crash is remembered, and the same question is answered on the CPU', async () => {
    const engine = await float('gpu');
    const answer = run(engine);
    await trial(engine);
    process.kill(client.processId!, 'SIGKILL');
    expectSame(await answer, await run(await float()));
    expect(await stateOf(engine)).toEqual({ device: 'cpu', failure: 'crashed' });
    expect(log.lines.filter((line) => line.includes('crashed'))).toHaveLength(1);

    // A later process does not try it again. The check of the model does, and it works now.
    client.release();
    await run(engine);
    expect(await keptOf(engine)).toEqual({
      'gpu.json': expect.objectContaining({ failed: expect.anything() as unknown }) as object,
    });
    const checked = await client.device({ engine, passages: PASSAGES, again: true });
    expect(checked!.state).toMatchObject({ device: 'gpu', comparison: { sameSpans: true } });

    // A crash in a later run is remembered too.
    await run(engine);
    expect(await keptOf(engine)).toMatchObject({ [`gpu-${client.processId}.json`]: { worked: true } });
    const long = client.process({ engine, question, context: `${context} `.repeat(20), options: OPTIONS });
    await pause(200);
    process.kill(client.processId!, 'SIGKILL');
    expect((await long)!.tokens).toBeGreaterThan(100);
    expect(await stateOf(engine)).toMatchObject({ device: 'cpu', failure: 'crashed' });
  });

  onCard('a comparison that ends the process is a failure, and is not repeated by itself', async () => {
    const engine = await float('auto');
    const measured = client.device({ engine, passages: PASSAGES, again: true });
    await trial(engine);
    process.kill(client.processId!, 'SIGKILL');
    expect(await measured).toEqual({ state: { device: 'cpu', failure: 'crashed' }, isNew: false });
    // A reader who asks for the GPU by the setting has it tried once more.
    expect(await stateOf({ ...engine, device: 'gpu' })).toEqual({ device: 'gpu' });
  });

  onCard('a process that was stopped on purpose while it tried the GPU has not failed', async () => {
    const engine = await float('gpu');
    const answer = client.process({ engine, question, context, options: OPTIONS });
    await trial(engine);
    client.release();
    expect(await answer).toBeUndefined();
    expect(await stateOf(engine)).toEqual({ device: 'gpu' });
  });

  onCard('a machine without a graphics card answers on the CPU and remembers that there is none', async () => {
    process.env['VK_ICD_FILENAMES'] = process.env['VK_DRIVER_FILES'] = join(card!.folder, 'no-driver.json');
    const engine = await float('auto');
    const measured = await client.device({ engine, passages: PASSAGES, again: false });
    expect(measured).toEqual({ state: { device: 'cpu', failure: 'missing' }, isNew: true });
    const wanted = await float('gpu');
    expectSame(await run(wanted), await run(await float()));
    expect(await stateOf(wanted)).toEqual({ device: 'cpu', failure: 'missing' });
  });
});

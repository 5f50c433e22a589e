/**
 * How soon a full model lights what matters, when the small model orders its work: `npm run bench -- --cascade --paper FILE --questions FILE`.
 *
 * The three best passages are those of the small model, which stands for what the full one ends with: random weights of the full size cost as
 * much time as trained ones, and know nothing. For each question it measures the time until the full model has read the chunks of all three,
 * with and without the small model before it. Both models are loaded.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { engineOf } from '../../src/cli/modelPlace';
import { Answer } from '../../src/core/answers/answer';
import { engineSource } from '../../src/core/answers/source';
import { rankedUnits } from '../../src/core/answers/units';
import { formatOf } from '../../src/core/paper/format';
import { unitsOf } from '../../src/core/paper/units';
import { overlaps } from '../../src/core/text/trim';
import { collectAnswer } from '../../src/inference/collect';
import type { InferenceClient } from '../../src/inference/client';
import type { EngineSpec, OnnxSpec } from '../../src/inference/protocol';
import { markdownTable } from '../eval/tables';
import { parseQuestions } from '../eval/questionSet';
import { load } from './machine';
import { BASE_CONFIG, makeRandomModel } from './randomModel';
import { withClient } from './reading';
import { summarise } from './summary';
import { spread } from './tables';

const BEST = 3;

const { values } = parseArgs({
  options: {
    cascade: { type: 'boolean' },
    paper: { type: 'string' },
    questions: { type: 'string' },
    model: { type: 'string' },
    threads: { type: 'string', default: '2' },
    count: { type: 'string', default: '10' },
  },
});

interface Paper {
  readonly text: string;
  readonly format: ReturnType<typeof formatOf>;
}

/** Seconds until the engine has read every chunk with one of the places. Other chunks are not waited for. */
async function secondsUntilRead(
  client: InferenceClient,
  engine: EngineSpec,
  paper: Paper,
  question: string,
  places: readonly { readonly start: number; readonly end: number }[],
): Promise<number> {
  const abort = new AbortController();
  const answer = new Answer(question, engineSource('full'), paper.text);
  const waiting = new Set(places);
  const began = performance.now();
  let seconds = NaN;
  await client.ask(
    { engine, question, ...paper },
    {
      signal: abort.signal,
      onOutline: (outline) => answer.setOutline(outline),
      onScored: (chunk) => {
        const range = answer.outline!.chunks[chunk]!;
        for (const place of waiting) if (overlaps(place, range)) waiting.delete(place);
        if (waiting.size > 0 || abort.signal.aborted) return;
        seconds = (performance.now() - began) / 1000;
        abort.abort();
      },
    },
  );
  return seconds;
}

async function main(): Promise<void> {
  await withClient(measure);
}

async function measure(client: InferenceClient): Promise<void> {
  if (values.paper === undefined || values.questions === undefined)
    throw new Error('--paper and --questions are needed.');
  const paper = { text: readFileSync(values.paper, 'utf8'), format: formatOf(values.paper) };
  const { questions } = parseQuestions(readFileSync(values.questions, 'utf8'));
  const work = mkdtempSync(join(tmpdir(), 'evidence-lens-'));
  try {
    const threads = Number(values.threads);
    const small = { ...((await engineOf('small')) as OnnxSpec), threads };
    const full = {
      ...small,
      folder: join(work, 'model'),
      preparedFolder: join(work, 'prepared'),
      precision: 'int8' as const,
    };
    if (values.model === undefined)
      await makeRandomModel(full.folder, join(small.folder, 'tokenizer.json'), 1, BASE_CONFIG);
    const alone: EngineSpec =
      values.model === undefined ? full : { ...((await engineOf(values.model)) as OnnxSpec), threads };
    const ordered: EngineSpec = { ...alone, forerunner: small };
    for (const engine of [small, alone]) {
      await client.ask({ engine, question: 'Is it loaded?', text: 'It is loaded now.', format: 'markdown' }, {});
    }
    const seconds = { ordered: [] as number[], alone: [] as number[] };
    for (const { question } of questions.slice(0, Number(values.count))) {
      const answer = await collectAnswer(client, 'small', { engine: small, question, ...paper });
      const places = rankedUnits(answer, unitsOf(paper.text, answer.outline!)).slice(0, BEST);
      seconds.ordered.push(await secondsUntilRead(client, ordered, paper, `${question} `, places));
      seconds.alone.push(await secondsUntilRead(client, alone, paper, `${question}  `, places));
      console.error(
        `${question}: ${seconds.ordered.at(-1)!.toFixed(1)} s, ${seconds.alone.at(-1)!.toFixed(1)} s alone`,
      );
    }
    console.log(`${paper.text.length} characters, ${seconds.ordered.length} questions, load ${load()}\n`);
    console.log(
      markdownTable(
        ['order of the chunks', 'seconds until the three best are read: median (spread)'],
        (['ordered', 'alone'] as const).map((name) => {
          const title = name === 'ordered' ? 'by the small model' : 'by keyword scores';
          return [title, spread(summarise(seconds[name]), 1)];
        }),
      ),
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

void main();

import { open } from 'node:fs/promises';
import { DEFAULT_WINDOW_OPTIONS, type ProcessOptions } from '../core/process/types';
import { DEFAULT_SPAN_OPTIONS } from '../core/spans/spans';
import type { InferenceClient } from '../inference/client';
import type { EngineSpec } from '../inference/protocol';
import { type CliCommand, parseArguments } from './command';
import { withClient } from './interruptible';
import { engineFor, ENGINE_OPTIONS, tellDevice } from './modelPlace';
import { harmlessJson } from '../core/text/harmless';
import { KnownError } from '../core/errors/knownError';
import { type Fields, isFields } from '../core/storage/schemas';

const DEFAULT_OPTIONS: ProcessOptions = {
  threshold: DEFAULT_SPAN_OPTIONS.threshold,
  ...DEFAULT_WINDOW_OPTIONS,
  min_span_chars: DEFAULT_SPAN_OPTIONS.minSpanChars,
  merge_gap_chars: DEFAULT_SPAN_OPTIONS.mergeGapChars,
  return_sentence_metrics: false,
};

export const processCommand: CliCommand = {
  name: 'process',
  help: `process --model M [--models-dir DIR] [--device D] [--server URL ...] --jsonl [FILE]
    Runs the reference's process() on each line of JSON from FILE or standard input, and prints a line for each.
    In:  {"question", "context", "section"?, "options"?: {${Object.keys(DEFAULT_OPTIONS).join(', ')}}}
         section is the title of the section that the context is from, for models that read titles.
         The options for the device and for a server are those of highlight.
    Out: {"spans": [{"start", "end", "text", "score"}], "sentences"?, "windows", "tokens"}, or {"error"}`,

  async run(args) {
    const options = {
      model: { type: 'string' },
      jsonl: { type: 'boolean' },
      ...ENGINE_OPTIONS,
    } as const;
    const { values, positionals } = parseArguments(args, options);
    if (values.model === undefined) throw new KnownError('usage', '--model is missing');
    if (!values.jsonl) throw new KnownError('usage', '--jsonl is missing: it is the only form of input');
    if (positionals.length > 1) throw new KnownError('usage', `unexpected argument '${positionals[1]!}'`);
    const engine = await engineFor(values.model, values);
    return withClient(async (client) => {
      const exitCode = await answerLines(client, engine, positionals[0] ?? '-');
      await tellDevice(client, engine);
      return exitCode;
    });
  },
};

/** Answers each line in order; resolves to exit code 1 when a line could not be used. */
async function answerLines(client: InferenceClient, engine: EngineSpec, file: string): Promise<number> {
  const input = file === '-' ? process.stdin : await openFile(file);
  let exitCode = 0;
  for await (const line of linesOf(input)) {
    if (line.trim() === '') continue;
    try {
      console.log(harmlessJson(await client.process({ engine, ...parseLine(line) })));
    } catch (error) {
      if (!isOfTheLine(error)) throw error;
      console.log(harmlessJson({ error: error.message }));
      exitCode = 1;
    }
  }
  return exitCode;
}

async function openFile(file: string): Promise<AsyncIterable<Uint8Array>> {
  try {
    return (await open(file)).createReadStream();
  } catch {
    throw new KnownError('usage', `${file}: this file cannot be read`);
  }
}

/** Splits at line feeds only. Node's readline also splits at U+2028, which may stand inside JSON. */
async function* linesOf(input: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of input) {
    const lines = (rest + decoder.decode(Buffer.from(piece), { stream: true })).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  yield rest + decoder.decode();
}

/** Whether the error concerns this line only, so that the other lines can still be answered. */
function isOfTheLine(error: unknown): error is KnownError {
  return error instanceof KnownError && (error.code === 'badLine' || error.code === 'badQuestion');
}

function parseLine(line: string): { question: string; context: string; section: string; options: ProcessOptions } {
  const { question, context, section = '', options = {}, ...others } = parseObject(line);
  if (typeof question !== 'string') throw new KnownError('badLine', 'question must be a string');
  if (typeof context !== 'string') throw new KnownError('badLine', 'context must be a string');
  if (typeof section !== 'string') throw new KnownError('badLine', 'section must be a string');
  const [stranger] = Object.keys(others);
  if (stranger !== undefined) throw new KnownError('badLine', `there is no field '${stranger}'`);
  if (!isFields(options)) throw new KnownError('badLine', 'options must be an object');
  return { question, context, section, options: parseOptions(options) };
}

function parseObject(line: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new KnownError('badLine', 'this line is not JSON');
  }
  if (!isFields(value)) throw new KnownError('badLine', 'this line is not an object');
  return value;
}

function parseOptions(given: Fields): ProcessOptions {
  for (const [name, value] of Object.entries(given)) {
    const problem = problemOf(name, value);
    if (problem !== undefined) throw new KnownError('badLine', `options.${name} ${problem}`);
  }
  return { ...DEFAULT_OPTIONS, ...given };
}

function problemOf(name: string, value: unknown): string | undefined {
  switch (name) {
    case 'threshold':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : 'must be a number';
    case 'max_length':
    case 'doc_stride':
    case 'min_span_chars':
    case 'merge_gap_chars':
      return Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : 'must be a whole number of at least 0';
    case 'return_sentence_metrics':
      return typeof value === 'boolean' ? undefined : 'must be true or false';
    default:
      return 'is not known';
  }
}

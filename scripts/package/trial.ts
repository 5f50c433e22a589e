/** Runs a finished package with only its own files: a test model answers a few questions, and the answers are compared with PyTorch's. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { unpack } from './archive';

const FIXTURES = join(import.meta.dirname, '..', '..', 'test', 'fixtures');
const MODEL = 'base-shape';
/** Another runtime may differ in the last digits of scores. */
const TOLERANCE = 1e-4;

interface Span {
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

/** One question with the passages of the reference; see test/fixtures/README.md. */
interface Case {
  readonly model: string;
  readonly question: string;
  readonly context: string;
  readonly options: object;
  readonly spans: readonly Span[];
}

/**
 * The problems with the answers of a package, one sentence each.
 *
 * @param vsix made for this machine, or for all
 */
export async function trialProblems(vsix: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'evidence-lens-'));
  try {
    await unpack(vsix, folder);
    return await answerProblems(join(folder, 'extension', 'dist', 'cli.js'), MODEL);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The problems with the answers of a command line, one sentence each.
 *
 * @param name of a model of the tests
 * @param env added to the environment
 */
export async function answerProblems(cli: string, name: string, env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const all = JSON.parse(readFileSync(join(FIXTURES, 'process', 'cases.json'), 'utf8')) as Case[];
  const cases = all.filter(({ model }) => model === name);
  const folders = ['--model', join(FIXTURES, 'models', name), '--models-dir', join(dirname(cli), 'models')];
  const child = spawn(process.execPath, [cli, 'process', ...folders, '--jsonl'], {
    env: { ...process.env, ...env },
    timeout: 300_000,
  });
  child.stdin.end(
    cases.map(({ question, context, options }) => JSON.stringify({ question, context, options })).join('\n'),
  );
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const answers = stdout.split('\n').filter(Boolean);
  if (answers.length !== cases.length || cases.length === 0) {
    return [`Of ${cases.length} questions ${answers.length} were answered: ${stderr}`];
  }
  return cases.flatMap(({ spans, question }, at) => {
    const { spans: found = [] } = JSON.parse(answers[at]!) as { spans?: Span[] };
    const isEqual =
      found.length === spans.length &&
      spans.every(({ start, end, score }, index) => {
        const span = found[index]!;
        return span.start === start && span.end === end && Math.abs(span.score - score) < TOLERANCE;
      });
    return isEqual ? [] : [`The passages for "${question}" are not those of the reference: ${answers[at]!}`];
  });
}

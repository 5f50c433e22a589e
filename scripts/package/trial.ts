/**
 * Runs a package that has been made, with its own files only: a model of the tests, whose answers PyTorch has given, on a few questions.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpack } from './archive';

const FIXTURES = 'test/fixtures';
const MODEL = 'base-shape';
/** Scores of another runtime differ in their last digits. */
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
 * What is wrong with the answers of a package, a sentence each.
 *
 * @param vsix made for this machine, or for all
 */
export async function trialProblems(root: string, vsix: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'evidence-lens-'));
  try {
    await unpack(vsix, folder);
    return compare(root, join(folder, 'extension', 'dist', 'cli.js'), folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compare(root: string, cli: string, modelsFolder: string): string[] {
  const all = JSON.parse(readFileSync(join(root, FIXTURES, 'process', 'cases.json'), 'utf8')) as Case[];
  const cases = all.filter(({ model }) => model === MODEL);
  const model = join(root, FIXTURES, 'models', MODEL);
  const { stdout, stderr, error } = spawnSync(process.execPath, [cli, 'process', '--model', model, '--jsonl'], {
    input: cases.map(({ question, context, options }) => JSON.stringify({ question, context, options })).join('\n'),
    env: { ...process.env, EVIDENCE_LENS_MODELS: join(modelsFolder, 'models') },
    encoding: 'utf8',
    timeout: 300_000,
  });
  const answers = stdout.split('\n').filter(Boolean);
  if (answers.length !== cases.length || cases.length === 0) {
    return [`Of ${cases.length} questions ${answers.length} were answered: ${error?.message ?? stderr}`];
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

import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { removeFolder } from '../../removeFolder';
import { CLI } from '../bundles';

const ROOT = path.resolve(__dirname, '..', '..', '..');
const FIXTURES = path.join(ROOT, 'test', 'fixtures', 'bert');
/** A model that reads section titles, and one that does not. */
const TITLED = path.join(FIXTURES, 'paragraph');
const PLAIN = path.join(FIXTURES, 'plain');

let models: string;
beforeAll(() => {
  models = fs.mkdtempSync(path.join(os.tmpdir(), 'evidence-bert-'));
});
afterAll(() => removeFolder(models));

function run(args: readonly string[], input = ''): { code: number | null; out: string; err: string } {
  const env = { ...process.env, EVIDENCE_LENS_MODELS: models };
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { input, env, encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

const LINES = [
  {
    question: 'How is it trained?',
    context: 'The classifier is trained on pairs. The data is small.',
    options: { threshold: 0 },
  },
  {
    question: 'How is it trained?',
    context: 'The classifier is trained on pairs. The data is small.',
    section: '2 Method',
    options: { threshold: 0 },
  },
  { question: 'q', context: 'c', section: 3 },
].map((line) => JSON.stringify(line));

it('process reads the section title that it is given', () => {
  const { code, out } = run(['process', '--model', TITLED, '--jsonl'], LINES.join('\n'));
  expect(code).toBe(1);
  const [without, titled, wrong] = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(without).toMatchObject({ windows: 1, tokens: titled!['tokens'] });
  expect(titled!['spans']).not.toEqual(without!['spans']);
  expect(wrong).toEqual({ error: 'section must be a string' });
});

it('process refuses a section title for a model that reads none', () => {
  const { code, out } = run(['process', '--model', PLAIN, '--jsonl'], LINES.slice(0, 2).reverse().join('\n'));
  expect(code).toBe(1);
  const [refused, answered] = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(refused).toEqual({ error: 'This model reads no section titles: leave the section out.' });
  expect(answered).toMatchObject({ windows: 1 });
});

it('model check prints the scores of a BERT model without comparing them with a model card', () => {
  const { code, out } = run(['model', 'check', TITLED]);
  expect(code).toBe(0);
  expect(out).toMatch(/0\.\d{4} {2}ModernBERT is a long-context encoder for NLP\.\n/);
  expect(out).toMatch(/The model runs; its scores for the example's sentences are 0\.\d\d, 0\.\d\d, 0\.\d\d\.\n/);
  expect(out).not.toMatch(/model card prints/);
});

it('highlight lights whole sentences with a BERT model', () => {
  const paper =
    '# On running\n\n## Method\n\nThe **recordings** were collected. They are loud.\n\n- One item.\n- Another item of it.\n';
  const { code, out } = run(
    ['highlight', '--json', '--threshold', '0', '--model', TITLED, '-', 'How collected?'],
    paper,
  );
  expect(code).toBe(0);
  const { spans } = JSON.parse(out) as { readonly spans: readonly { readonly text: string }[] };
  expect(spans.map(({ text }) => text)).toEqual([
    'The **recordings** were collected. They are loud.',
    expect.stringContaining('One item.'),
    expect.stringContaining('Another item of it.'),
  ]);
});

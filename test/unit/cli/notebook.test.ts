import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HighlightResult } from '../../../src/core/answers/result';
import { CLI } from '../bundles';

const QUESTION = 'How were the sheep counted?';
const COUNTED = 'Forty “sheep” were\ncounted at dawn, \\emph{twice}.';
const IMAGE = 'iVBORw0KGgo=';

const CELLS = [
  { cell_type: 'markdown', metadata: {}, source: ['# Sheep 🐑\n', '\n', '## Method'] },
  {
    ...{ cell_type: 'code', metadata: {}, execution_count: 1, source: ['# How were the sheep counted?\n', 'plot()'] },
    outputs: [{ output_type: 'display_data', data: { 'image/png': IMAGE, 'text/plain': ['The sheep were counted.'] } }],
  },
  { cell_type: 'markdown', metadata: {}, source: COUNTED.split(/(?<=\n)/) },
  { cell_type: 'markdown', metadata: {}, source: 'Nothing else was seen.\n\n- Some sheep were counted at noon.' },
  { cell_type: 'markdown', metadata: {}, source: `# Weather\n\n${'Rain fell in the afternoon.\n\n'.repeat(1000)}` },
];

let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evidence-lens-notebook-'));
  const notebook = JSON.stringify({ cells: CELLS, metadata: {}, nbformat: 4, nbformat_minor: 5 }, undefined, 1);
  // As Python writes it.
  file = notebook.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  writeFileSync(join(folder, 'sheep.ipynb'), file);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function cli(...args: string[]): string {
  const ended = spawnSync(process.execPath, [CLI, ...args], { cwd: folder, encoding: 'utf8' });
  expect(ended.stderr).toBe('');
  expect(ended.status).toBe(0);
  return ended.stdout;
}

/** The text at a range of the file as JSON means it. */
function decoded({ start, end }: { readonly start: number; readonly end: number }): string {
  return (JSON.parse(`["${file.slice(start, end)}"]`) as string[]).join('');
}

it('a notebook is lit in its markdown cells, with places in its file', () => {
  const args = ['highlight', '--json', '--sentences', '--units', '9', '--model', 'keyword', 'sheep.ipynb', QUESTION];
  type Result = HighlightResult & Record<'sentences' | 'units', HighlightResult['spans']>;
  const { spans, sentences, units } = JSON.parse(cli(...args)) as Result;
  expect(spans.map(({ text }) => text)).toEqual([COUNTED, '- Some sheep were counted at noon.']);
  for (const span of [...spans, ...sentences, ...units]) expect(decoded(span)).toBe(span.text);
  for (const { start, line } of spans) expect(line).toBe(file.slice(0, start).split('\n').length);
  expect(spans.map(({ section }) => section)).toEqual([
    ['Sheep 🐑', 'Method'],
    ['Sheep 🐑', 'Method'],
  ]);
});

it('images in a notebook do not count for its size', () => {
  // With it the file is larger than any other paper may be.
  const large = file.replace(IMAGE, () => 'A'.repeat(60_000_000));
  writeFileSync(join(folder, 'large.ipynb'), large);
  const args = ['highlight', '--json', '--model', 'keyword', 'large.ipynb', QUESTION];
  const [span] = (JSON.parse(cli(...args)) as HighlightResult).spans;
  expect(span!.start).toBe(large.indexOf('Forty'));
});

it('for readers, a passage of a notebook has the line of its file', () => {
  const out = cli('highlight', '--model', 'keyword', 'sheep.ipynb', QUESTION);
  expect(out).toContain(`line ${file.slice(0, file.indexOf('Forty')).split('\n').length}, Sheep 🐑 > Method`);
});

it('the chunks of a notebook cover its file', () => {
  const chunks = JSON.parse(cli('chunks', '--json', 'sheep.ipynb')) as { start: number; end: number }[];
  expect(chunks.length).toBeGreaterThan(2);
  expect(chunks[0]!.start).toBe(0);
  expect(chunks.slice(1).map(({ start }) => start)).toEqual(chunks.slice(0, -1).map(({ end }) => end));
  expect(chunks.at(-1)!.end).toBe(file.length);
});

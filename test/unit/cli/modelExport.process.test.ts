import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeFolder } from '../../removeFolder';
import { CLI } from '../bundles';

const BERT = path.resolve('test', 'fixtures', 'bert');

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'evidence-export-'));
});
afterEach(() => removeFolder(folder));

function run(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const env = { ...process.env, EVIDENCE_LENS_MODELS: path.join(folder, 'store') };
  const all = [CLI, 'model', 'export', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { env, cwd: folder, encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

it('model export writes the small model, and an own folder under its name', () => {
  const { code, out } = run('--format', 'triton', 'small', 'served');
  expect(code).toBe(0);
  expect(out).toBe(
    `small is exported to ${path.join(fs.realpathSync(folder), 'served')}; its README.md says how to start a server with it\n`,
  );
  expect(fs.readdirSync(path.join(folder, 'served')).sort()).toEqual(['README.md', 'small']);
  const { size } = fs.statSync(path.join(folder, 'served', 'small', '1', 'model.onnx'));
  expect(size).toBeGreaterThan(34_000_000);
  expect(size).toBeLessThan(35_000_000);

  expect(run('--format', 'triton', path.join(BERT, 'plain'), 'other').code).toBe(0);
  expect(fs.readFileSync(path.join(folder, 'other', 'plain', 'config.pbtxt'), 'utf8')).toMatch(/^name: "plain"\n/);
});

it('model export refuses what it cannot do in one line, and touches nothing', () => {
  fs.mkdirSync(path.join(folder, 'mine'));
  fs.writeFileSync(path.join(folder, 'mine', 'notes.txt'), 'mine');
  const own = path.join(BERT, 'plain');
  const cases: readonly (readonly [args: readonly string[], said: RegExp])[] = [
    [['small', 'served'], /--format must be triton, not ''/],
    [['--format', 'onnx', 'small', 'served'], /--format must be triton, not 'onnx'/],
    [['--format', 'triton', '--for', 'npu', 'small', 'served'], /--for must be cpu or gpu, not 'npu'/],
    [['--format', 'triton', '--for', 'cpu', own, 'served'], /export it without --for/],
    [['--format', 'triton'], /TARGET is missing/],
    [['--format', 'triton', own, 'served', 'more'], /unexpected argument 'more'/],
    [['--format', 'triton', 'keyword', 'served'], /Keyword matching has no model to export/],
    [['--format', 'triton', 'served'], /The model 'acl-verbatim' is not installed/],
    [
      ['--format', 'triton', own, 'mine'],
      /mine already exists, and Evidence Lens does not touch what it did not write/,
    ],
  ];
  for (const [args, said] of cases) {
    const { code, out, err } = run(...args);
    expect({ code, out }, args.join(' ')).toEqual({ code: 2, out: '' });
    expect(err).toMatch(said);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  }
  expect(fs.readdirSync(folder)).toEqual(['mine']);
  expect(fs.readdirSync(path.join(folder, 'mine'))).toEqual(['notes.txt']);
});

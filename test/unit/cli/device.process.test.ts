import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../../removeFolder';
import { CLI } from '../bundles';
import { modelFolder } from '../inference/onnx/fixtures';
import { type GraphicsCard, MISSING, unpackCard } from '../inference/onnx/swiftShader';

const MODEL = modelFolder('single');
const QUESTION = 'Where is the evidence?';
const PAPER = '# Runs\n\nThe evidence of the paper is in this passage, and in no other passage of it.\n';
const ASK = ['highlight', '--model', MODEL, '--threshold', '0', '--json'];
/** A graphics card in software makes its programs slowly. */
const TIMEOUT = 300_000;
const NO_CARD = { VK_ICD_FILENAMES: 'no-driver.json', VK_DRIVER_FILES: 'no-driver.json' };

let folder: string;
let paper: string;
let card: GraphicsCard | undefined;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evidence-device-'));
  paper = join(folder, 'paper.md');
  writeFileSync(paper, PAPER);
  if (!MISSING) card = unpackCard();
});
afterAll(() => {
  removeFolder(folder);
  if (card) removeFolder(card.folder);
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function cli(args: readonly string[], more: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...more, EVIDENCE_LENS_MODELS: folder };
    const child = spawn(process.execPath, [CLI, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => (out += part));
    child.stderr.setEncoding('utf8').on('data', (part: string) => (err += part));
    child.on('error', reject).on('close', (code) => resolve({ code, out, err }));
  });
}

const spansOf = (json: string): { start: number; end: number }[] =>
  (JSON.parse(json) as { spans: { start: number; end: number }[] }).spans.map(({ start, end }) => ({ start, end }));

describe('--device', () => {
  it(
    'where no graphics card can be used, the processor answers, and one line says so',
    { timeout: TIMEOUT },
    async (context) => {
      if (process.platform !== 'linux') context.skip('only on Linux can the graphics card be hidden');
      const onCpu = await cli([...ASK, paper, QUESTION], NO_CARD);
      const { code, out, err } = await cli([...ASK, '--device', 'gpu', paper, QUESTION], NO_CARD);
      expect([code, err, onCpu.err]).toEqual([0, 'Runs on the processor: no graphics card can be used here.\n', '']);
      expect(spansOf(out)).toEqual(spansOf(onCpu.out));
      const checked = await cli(['model', 'check', '--device', 'auto', MODEL], NO_CARD);
      expect(checked.out).toMatch(/\nRuns on the processor: no graphics card can be used here\.\n$/);
      // Who asks for nothing reads nothing about devices.
      expect((await cli(['model', 'check', MODEL], NO_CARD)).out).not.toContain('processor');
    },
  );

  it(
    'a check measures, as the editor does, and the card answers with the same passages',
    { timeout: TIMEOUT },
    async (context) => {
      if (MISSING) context.skip(MISSING);
      const checked = await cli(['model', 'check', '--device', 'auto', MODEL], card!.environment);
      expect(checked.out).toMatch(/times as fast, finds the same passages, and scores differ by at most 0\.00\d\.\n$/);
      const onCpu = await cli([...ASK, '--device', 'cpu', paper, QUESTION], card!.environment);
      const onGpu = await cli([...ASK, '--device', 'gpu', paper, QUESTION], card!.environment);
      expect([onGpu.code, onGpu.err]).toEqual([0, '']);
      expect(spansOf(onGpu.out)).toEqual(spansOf(onCpu.out));
    },
  );

  it.each([
    ['highlight', ['--device', 'npu', 'paper.md', QUESTION]],
    ['process', ['--model', MODEL, '--device', 'npu', '--jsonl']],
    ['mcp', ['--device', 'npu']],
    ['model', ['check', '--device', 'npu', MODEL]],
  ])('%s knows auto, cpu and gpu only', async (command, args) => {
    const { code, err } = await cli([command, ...args], {});
    expect([code, err]).toEqual([2, expect.stringMatching(/--device must be auto, cpu or gpu, not 'npu'\n$/)]);
  });
});

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../../../removeFolder';
import type { Interval } from '../../../../scripts/eval/bootstrap';
import type { Metrics } from '../../../../src/core/metrics/metrics';

const TSX = 'node_modules/tsx/dist/cli.mjs';
const folder = mkdtempSync(join(tmpdir(), 'evidence-lens-eval-'));
afterAll(() => removeFolder(folder));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Report {
  readonly rows: number;
  readonly systems: Readonly<Record<string, Metrics>>;
  readonly intervals: Readonly<Record<string, Readonly<Record<string, Interval>>>>;
}

/** The program that `npm run eval` runs after its set-up. */
function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [TSX, 'scripts/eval/main.ts', ...args],
      { env: { ...process.env, ...env } },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
      },
    );
  });
}

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const CHUNK = 'Cats sleep on mats.\n\nDogs bark at night, and dogs run by day.\n\nBirds sing.';
const DOGS = { start: CHUNK.indexOf('Dogs'), end: CHUNK.indexOf('\n\nBirds') };
const ROWS = [
  { query: 'dogs bark', paper_id: 'P', chunk_index: 1, chunk: CHUNK, gold_spans: [DOGS] },
  { query: 'dogs bark', paper_id: 'P', chunk_index: 2, chunk: 'Nothing of the kind.', gold_spans: [] },
  { query: 'quantum gravity', paper_id: 'P', chunk_index: 3, chunk: CHUNK, gold_spans: [] },
];
const rowsFile = file('rows.jsonl', ROWS.map((row) => JSON.stringify(row)).join('\n'));

describe('npm run eval', () => {
  it("stored predictions are scored under the benchmark's names, each system with intervals", async () => {
    const predictions = file(
      'rows.predictions.json',
      JSON.stringify({
        perfect: [{ query: 'dogs bark', paper_id: 'P', chunk_index: 1, latency_s: 3, spans: [[DOGS.start, DOGS.end]] }],
        silent: [],
      }),
    );
    const { code, stdout, stderr } = await run([rowsFile, '--predictions', predictions, '--json']);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const { rows, systems, intervals } = JSON.parse(stdout) as Report;
    expect(rows).toBe(3);
    expect(systems['perfect']).toMatchObject({
      word_precision: 1,
      word_recall: 1,
      word_f1: 1,
      word_macro_f1: 1 / 3,
      'iou_f1@0.7': 1,
      'containment_f1@1.0': 1,
      'gold_coverage_recall@1.0': 1,
      recall_any_overlap: 1,
      over_prediction_ratio: 1,
      mean_latency_s: 1,
    });
    expect(systems['silent']!['word_f1']).toBe(0);
    // A resample with only the query without evidence has nothing to find.
    expect(intervals['perfect']!['word_f1']).toEqual([0, 1]);
  });

  it('an engine runs through the inference process, with tables, other systems and a chart', async () => {
    const { code, stdout, stderr } = await run([rowsFile, '--model', 'keyword', '--threshold-sweep']);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^3 rows of 2 queries, 2 rows without evidence/m);
    expect(stdout).toMatch(/^\| keyword +\| 1\.000 +\| 1\.000 +\| 1\.000 \[0\.00, 1\.00\]/m);
    expect(stdout).toMatch(/^\| perfect /m);
    expect(stdout).toMatch(/^\| 0\.95 /m);
    expect(stdout).toMatch(/^\| no joining /m);
    expect(readFileSync('out/quality/precision-recall.svg', 'utf8')).toContain('>perfect</text>');
  });

  it.each([
    [[], 'ROWS.jsonl is missing'],
    [['package.json'], 'package.json: Line 1 is not a JSON object.'],
    [[rowsFile, '--model', 'no-such-model'], "There is no model 'no-such-model' here"],
    [[rowsFile, '--bogus'], "Unknown option '--bogus'"],
  ])('wrong input %j is explained in one line, with exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await run(args);
    expect(stderr).toMatch(/^eval: [^\n]+\n$/);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('npm run eval -- --download', () => {
  const requests: string[] = [];
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      requests.push(request.url!);
      if (request.url !== '/benchmark.json') {
        response.writeHead(404).end();
        return;
      }
      const results = ROWS.slice(0, 2).map(({ paper_id, chunk_index, chunk }, at) => ({
        document_id: paper_id,
        chunk_number: chunk_index,
        chunk,
        relevance_label: at === 0 ? 'r' : 'n',
        gold_extraction: at === 0 ? ['DOGS bark at night, and dogs run by day.'] : [],
      }));
      response.end(`${JSON.stringify({ query: 'dogs bark', results })}\n`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it('the public benchmark is downloaded once and its form is read', async () => {
    const target = join(folder, 'downloaded', 'benchmark.json');
    const env = { EVIDENCE_LENS_BENCHMARK_URL: `${url}/benchmark.json` };
    for (let time = 0; time < 2; time++) {
      const { code, stdout } = await run([target, '--model', 'keyword', '--download', '--json'], env);
      expect(code).toBe(0);
      const { rows, systems } = JSON.parse(stdout) as Report;
      expect(rows).toBe(2);
      expect(systems['keyword']).toMatchObject({ word_precision: 1, word_recall: 1 });
    }
    expect(requests).toEqual(['/benchmark.json']);
  });

  it('a failed download is explained and leaves no file', async () => {
    const target = join(folder, 'refused.json');
    const { code, stderr } = await run([target, '--download'], { EVIDENCE_LENS_BENCHMARK_URL: `${url}/moved` });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^eval: [^\n]+ could not be downloaded \(the server answered 404\)[^\n]+\n$/);
    expect(() => readFileSync(target)).toThrow('ENOENT');
  });
});

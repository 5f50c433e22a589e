import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../../removeFolder';
import { version } from '../../../package.json';
import type { HighlightResult, ResultSpan } from '../../../src/core/answers/result';
import { outlinePaper } from '../../../src/core/paper/outline';
import type { PaperFormat } from '../../../src/core/paper/types';
import { MAX_PAPER_CHARS, MAX_TEXT_CHARS } from '../../../src/core/text/readable';
import { CLI } from '../bundles';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface RunOptions {
  readonly input?: string | Buffer;
  /** Added to the environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The program that runs the command line; Node by default. */
  readonly program?: readonly [string, ...string[]];
}

/**
 * Runs the command line like a reader, in the folder of the test's files. Questions go to keyword matching, whose answers the tests know
 * exactly, unless they name another engine.
 */
function cli(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const [command, ...others] = args;
  const byKeyword = command === 'highlight' && !args.includes('--model');
  return run(byKeyword ? [command, '--model', 'keyword', ...others] : args, options);
}

function run(
  args: readonly string[],
  { input, env, program = [process.execPath, CLI] }: RunOptions = {},
): Promise<Ended> {
  const [command, ...first] = program;
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...first, ...args], {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout!.setEncoding('utf8').on('data', (part: string) => (out += part));
    child.stderr!.setEncoding('utf8').on('data', (part: string) => (err += part));
    child.stdin?.on('error', () => undefined).end(input);
    child.on('error', reject).on('close', (code) => resolve({ code, out, err }));
  });
}

const paper = `# Sheep 🐑 in e\u0301tude

Preamble on sheep that were counted.

## 2 Method

We counted forty sheep at dawn. Smith et al. (2020) counted none.

\tA second flock of sheep was counted at noon, see Fig. 2.

### 2.1 Data

The shepherd's book lists sheep by name and says when each was counted.

## References

Shepherd, A. (2019). How sheep are counted.
`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evidence-lens-cli-'));
  const write = (name: string, content: string | Buffer): void => writeFileSync(join(folder, name), content);
  write('paper.md', paper);
  write('bom.md', `\ufeff${paper}`);
  write('crlf.md', paper.replaceAll('\n', '\r\n'));
  write('paper.tex', '\\section{Sheep}\r\nForty \\emph{sheep} were counted. % by hand\r\n\\bibliography{sheep}\r\n');
  write('plain.txt', '# no heading\r\n\r\nForty sheep were counted.\r\nThey slept.\r\n\r\nNothing more.\r\n');
  write(
    'hostile.md',
    `# T\u001b[2J\u202e\n\nForty sheep\u001b[31m red\u001b]0;title\u0007 counted\u009b1m \u202eevil\u0000.\n`,
  );
  write('slow.md', '# Part\n\nForty sheep were counted here.\n\n'.repeat(90_000));
  write('bad.md', Buffer.from([0x61, 0xff, 0xfe]));
  write('picture.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00]));
  write('bad.ipynb', '{"cells": [');
  write('data.ipynb', '{"rows": [1]}');
  write('code.ipynb', '{"cells": [{"cell_type": "code", "source": ["# Sheep"]}]}');
  write('empty.md', '');
  write('blank.md', ' \n\t\n');
  write('long.md', 'Forty sheep were counted. '.repeat(MAX_PAPER_CHARS / 26 + 1));
  write('huge.md', Buffer.alloc(MAX_TEXT_CHARS * 3 + 4, 0x61));
  write(
    'german.md',
    'Die Schafe wurden nicht von dem Hirten gezählt, und sie sind auch bei der Herde geblieben. '.repeat(9),
  );
  mkdirSync(join(folder, 'folder'));
});

afterAll(() => removeFolder(folder));

async function highlighted(...args: string[]): Promise<HighlightResult> {
  const { code, out, err } = await cli(['highlight', '--json', ...args]);
  expect(err).toBe('');
  expect(code).toBe(0);
  expect(out.endsWith('}\n')).toBe(true);
  return JSON.parse(out) as HighlightResult;
}

it('highlight asks the shipped model unless another is named', async () => {
  const { out, err } = await run([
    'highlight',
    '--json',
    'paper.md',
    'At what time of day did they count the animals?',
  ]);
  expect(err).toBe('');
  const { model, spans } = JSON.parse(out) as HighlightResult;
  expect(model).toBe('small');
  expect(spans.map(({ text }) => text).join()).toMatch(/at dawn|at noon/);
});

describe('highlight --json', () => {
  it('--json prints exactly the promised fields, in order, with spans in text order', async () => {
    const result = await highlighted('paper.md', 'When were sheep counted?');
    expect(Object.keys(result)).toEqual(['model', 'question', 'threshold', 'spans', 'chunks', 'elapsedMs']);
    expect(result).toMatchObject({ model: 'keyword', question: 'When were sheep counted?', threshold: 0.2 });
    expect(result.chunks).toBe(outlinePaper(paper, 'markdown').chunks.length);
    expect(Number.isSafeInteger(result.elapsedMs)).toBe(true);
    expect(result.spans.map((span) => Object.keys(span))).toEqual(
      result.spans.map(() => ['start', 'end', 'score', 'text', 'line', 'section']),
    );
    expect(result.spans.map(({ text }) => text)).toEqual([
      'Preamble on sheep that were counted.',
      'We counted forty sheep at dawn. Smith et al. (2020) counted none.',
      'A second flock of sheep was counted at noon, see Fig. 2.',
      "The shepherd's book lists sheep by name and says when each was counted.",
    ]);
    expect(result.spans.map(({ line }) => line)).toEqual([3, 7, 9, 13]);
    expect(result.spans.map(({ section }) => section)).toEqual([
      ['Sheep 🐑 in e\u0301tude'],
      ['Sheep 🐑 in e\u0301tude', '2 Method'],
      ['Sheep 🐑 in e\u0301tude', '2 Method'],
      ['Sheep 🐑 in e\u0301tude', '2 Method', '2.1 Data'],
    ]);
    for (const { start, end, text, score } of result.spans) {
      expect(paper.slice(start, end)).toBe(text);
      expect(score >= 0.2 && score <= 1).toBe(true);
    }
  });

  it('--json offsets do not count a BOM and keep the line ends of the file', async () => {
    const plain = await highlighted('paper.md', 'Were sheep counted?');
    expect((await highlighted('bom.md', 'Were sheep counted?')).spans).toEqual(plain.spans);
    const windows = await highlighted('crlf.md', 'Were sheep counted?');
    const text = readFileSync(join(folder, 'crlf.md'), 'utf8');
    expect(windows.spans.map(({ start, end }) => text.slice(start, end))).toEqual(plain.spans.map((span) => span.text));
    expect(windows.spans.map(({ line, section }) => ({ line, section }))).toEqual(
      plain.spans.map(({ line, section }) => ({ line, section })),
    );
  });

  it('highlight reads .txt as paragraphs without sections, and .tex as LaTeX', async () => {
    const { spans } = await highlighted('plain.txt', 'Were sheep counted?');
    expect(spans.map(({ text, section, line }) => ({ text, section, line }))).toEqual([
      { text: 'Forty sheep were counted.\r\nThey slept.', section: [], line: 3 },
    ]);
    const latex = await highlighted('paper.tex', 'Were sheep counted?');
    expect(latex.spans.map(({ text, section }) => ({ text, section }))).toEqual([
      { text: 'Forty \\emph{sheep} were counted.', section: ['Sheep'] },
    ]);
  });

  it('a lower --threshold shows more passages and a higher one fewer', async () => {
    const scores = (result: HighlightResult) => result.spans.map(({ score }) => score);
    const question = 'When was the second flock counted?';
    const all = scores(await highlighted('--threshold', '0', 'paper.md', question));
    const half = await highlighted('paper.md', question, '--threshold=0.5');
    expect(half.threshold).toBe(0.5);
    expect(scores(half)).toEqual(all.filter((score) => score >= 0.5));
    expect(all.length).toBeGreaterThan(scores(half).length);
  });

  it('--min-span-chars leaves out short passages', async () => {
    const { spans } = await highlighted('--min-span-chars', '60', 'paper.md', 'When were sheep counted?');
    expect(spans.map(({ text }) => text.length >= 60)).toEqual([true, true]);
  });

  it('--json escapes characters that could steer a terminal, without changing the text', async () => {
    const { out } = await cli(['highlight', '--json', '--threshold', '0', 'hostile.md', 'Were sheep counted?']);
    expect(out.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    const { spans } = JSON.parse(out) as HighlightResult;
    const text = readFileSync(join(folder, 'hostile.md'), 'utf8');
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(spans.map((span) => span.text));
    expect(spans).toHaveLength(1);
  });

  it('--top keeps the best passages, in text order or by score', async () => {
    const question = 'When was the second flock counted?';
    const all = (await highlighted('paper.md', question, '--threshold', '0')).spans;
    const byScore = [...all].sort((a, b) => b.score - a.score || a.start - b.start);
    expect(all.length).toBeGreaterThan(3);
    expect((await highlighted('paper.md', question, '--threshold', '0', '--sort', 'score')).spans).toEqual(byScore);
    const top = await highlighted('paper.md', question, '--threshold', '0', '--top', '2');
    expect(top.spans).toEqual(all.filter((span) => byScore.slice(0, 2).some(({ start }) => start === span.start)));
    const best = await highlighted('paper.md', question, '--threshold', '0', '--top', '2', '--sort', 'score');
    expect(best.spans).toEqual(byScore.slice(0, 2));
    expect((await highlighted('paper.md', question, '--top', '99', '--sort', 'place')).spans).toEqual(
      (await highlighted('paper.md', question)).spans,
    );
  });

  it('--units prints the best units whatever the view is, and none of a hidden part', async () => {
    const ask = async (...options: string[]): Promise<readonly ResultSpan[]> => {
      const { units } = (await highlighted('paper.md', 'How are sheep counted?', ...options)) as HighlightResult & {
        units: readonly ResultSpan[];
      };
      return units;
    };
    const units = await ask('--units', '9');
    expect(units.map((unit) => Object.keys(unit))).toEqual(
      units.map(() => ['start', 'end', 'score', 'text', 'line', 'section']),
    );
    expect(units.map(({ text }) => text.split(' ', 2).join(' ')).sort()).toEqual([
      'A second',
      'Preamble on',
      "The shepherd's",
      'We counted',
    ]);
    expect(units.map(({ score }) => score)).toEqual(units.map(({ score }) => score).sort((a, b) => b - a));
    for (const { start, end, text } of units) expect(paper.slice(start, end)).toBe(text);
    expect(await ask('--units', '2')).toEqual(units.slice(0, 2));
    for (const view of [
      ['--threshold', '1'],
      ['--min-span-chars', '500'],
      ['--threshold', '0', '--top', '1'],
    ]) {
      expect(await ask('--units', '9', ...view)).toEqual(units);
    }
  });

  it('threshold 0 lights nothing of a hidden part', async () => {
    const { spans } = await highlighted('paper.md', 'How are sheep counted?', '--threshold', '0');
    expect(spans.filter(({ end }) => end > paper.indexOf('## References'))).toEqual([]);
  });

  it('highlight adds sentences to the JSON when asked', async () => {
    const { out } = await cli(['highlight', '--json', '--sentences', 'paper.md', 'When were sheep counted?']);
    const { sentences } = JSON.parse(out) as { sentences: { text: string; start: number; end: number }[] };
    expect(sentences.map(({ text }) => text)).toContain('Smith et al. (2020) counted none.');
    for (const { start, end, text } of sentences) expect(paper.slice(start, end)).toBe(text);
  });
});

describe('highlight output for readers', () => {
  it('highlight shows each passage with score, line and section, without colour in a pipe', async () => {
    const { code, out } = await cli(['highlight', 'paper.md', 'When were sheep counted?'], {
      env: { FORCE_COLOR: '' },
    });
    expect(code).toBe(0);
    expect(out).not.toContain('\u001b');
    expect(out).toMatch(/^When were sheep counted\?\nkeyword matching, \d+ chunks?, threshold 0\.20\n/);
    expect(out).toMatch(
      /\n0\.\d\d {2}line 7, Sheep 🐑 in e\u0301tude > 2 Method\n {2}We counted forty sheep at dawn\. Smith/,
    );
    expect(out).toMatch(/\n4 passages\n$/);
  });

  it('--top says how many more passages there are', async () => {
    const { out } = await cli(['highlight', '--top', '1', 'paper.md', 'When were sheep counted?']);
    expect(out).toMatch(/\n1 of 4 passages\n$/);
  });

  it('highlight replaces control characters and marks of direction in the paper and the question', async () => {
    const { out } = await cli([
      'highlight',
      '--threshold',
      '0',
      'hostile.md',
      'Were \u001b[31msheep\u202e counted?\u0007',
    ]);
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(out).toContain('Forty sheep␛[31m red␛]0;title␇ counted�1m �evil␀.');
  });

  it('highlight tells the best score when no passage reaches the threshold', async () => {
    const { code, out } = await cli(['highlight', '--threshold', '1', 'paper.md', 'Who counted sheep at midnight?']);
    expect(code).toBe(0);
    expect(out).toMatch(/\nNothing above 1\.00\. The best passage has 0\.\d\d\.\n$/);
    const none = await cli(['highlight', 'paper.md', 'zebra quagga okapi']);
    expect(none.code).toBe(0);
    expect(none.out).toMatch(/\nNothing found: no passage matches the question\.\n$/);
  });

  it('highlight reads standard input for -', async () => {
    const { code, out } = await cli(['highlight', '--json', '-', 'Were sheep counted?'], { input: `\ufeff${paper}` });
    expect(code).toBe(0);
    const { spans } = JSON.parse(out) as HighlightResult;
    expect(spans.map(({ start, end }) => paper.slice(start, end))).toEqual(spans.map(({ text }) => text));
    expect(spans[0]!.section).toEqual(['Sheep 🐑 in e\u0301tude']);
  });

  it('highlight ends quietly when the reader of its output stops', async () => {
    const command = `"${process.execPath}" "${CLI}" highlight --model keyword --threshold 0 - sheep | head -1`;
    const input = `# T\n\n${'Forty sheep were counted.\n\n'.repeat(20_000)}`;
    const { code, out, err } = await cli([command], { input, program: ['bash', '-o', 'pipefail', '-c'] });
    expect({ code, out, err }).toEqual({ code: 0, out: 'sheep\n', err: '' });
  });
});

describe('colour of the command line', () => {
  const tried = spawnSync('script', ['--version'], { encoding: 'utf8' });
  const missing =
    tried.status === 0 && tried.stdout.includes('util-linux')
      ? ''
      : 'there is no `script` of util-linux to make a terminal with';
  if (missing !== '') console.log(`Colour on a terminal skipped: ${missing}`);

  /** Runs the command line on its own terminal. */
  function onTerminal(env: Readonly<Record<string, string>>): Promise<Ended> {
    const command = `"${process.execPath}" "${CLI}" highlight paper.md 'When were sheep counted?'`;
    const terminal = { TERM: 'xterm-256color', CI: undefined, FORCE_COLOR: undefined, NO_COLOR: undefined };
    return cli([command, '/dev/null'], { program: ['script', '-qec'], env: { ...terminal, ...env } });
  }

  it.skipIf(missing !== '')('highlight prints colour on a terminal', async () => {
    const { out } = await onTerminal({});
    expect(out).toContain('\u001b[1mWhen were sheep counted?\u001b[22m');
    expect(out).toMatch(/\u001b\[3[234]m0\.\d\d\u001b\[39m/);
  });

  it.skipIf(missing !== '')('highlight prints no colour with NO_COLOR', async () => {
    expect((await onTerminal({ NO_COLOR: '1' })).out).not.toContain('\u001b[');
  });
});

describe('the chunks command', () => {
  it.each([
    ['paper.md', 'markdown'],
    ['bom.md', 'markdown'],
    ['crlf.md', 'markdown'],
    ['plain.txt', 'text'],
    ['paper.tex', 'latex'],
    ['blank.md', 'markdown'],
    ['empty.md', 'markdown'],
  ] as const)(
    'chunks --json of %s equals what the core cuts, and covers the text',
    async (name, format: PaperFormat) => {
      const text = new TextDecoder().decode(readFileSync(join(folder, name)));
      const { code, out } = await cli(['chunks', '--json', name]);
      expect(code).toBe(0);
      const chunks = JSON.parse(out) as { start: number; end: number; headings: string[] }[];
      expect(chunks).toEqual(outlinePaper(text, format).chunks);
      expect(chunks.map((chunk) => Object.keys(chunk))).toEqual(chunks.map(() => ['start', 'end', 'headings']));
      expect(chunks.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
    },
  );

  it('chunks prints one line for each chunk', async () => {
    expect((await cli(['chunks', 'paper.md'])).out).toBe(`0-${paper.length}  Sheep 🐑 in e\u0301tude\n`);
  });
});

describe('help and version of the command line', () => {
  it('--help and --version are printed', async () => {
    const help = await cli(['--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const word of ['highlight', 'chunks', '--threshold', '--json', 'Exit codes: 0', '--version']) {
      expect(help.out).toContain(word);
    }
    expect(await cli(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
    expect((await cli(['chunks', '--help'])).out).toMatch(/^chunks \[--json\] FILE\n/);
  });
});

const q = 'Were sheep counted?';

describe.skipIf(process.platform === 'win32')('a command line that is stopped (Windows has no signals)', () => {
  /** The process started by a program, once it exists. */
  async function childOf(pid: number): Promise<number> {
    for (;;) {
      const found = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
        .stdout.split('\n')
        .map((line) => line.trim().split(/\s+/).map(Number))
        .find(([, parent]) => parent === pid);
      if (found) return found[0]!;
      await pause(50);
    }
  }

  async function isGone(pid: number): Promise<boolean> {
    for (let look = 0; look < 400; look++) {
      const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
      if (stdout.trim() === '' || stdout.startsWith('Z')) return true;
      await pause(50);
    }
    return false;
  }

  it.each([
    ['SIGINT', ['highlight', 'slow.md', q], [1, null]],
    ['SIGTERM', ['highlight', 'slow.md', q], [1, null]],
    ['SIGTERM', ['mcp'], [1, null]],
    ['SIGKILL', ['highlight', 'slow.md', q], [null, 'SIGKILL']],
  ] as const)(
    'being stopped by %s during %j also ends the inference process, and says so if it can',
    async (signal, args, ended) => {
      const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, stdio: ['pipe', 'ignore', 'pipe'] });
      let err = '';
      child.stderr.setEncoding('utf8').on('data', (part: string) => (err += part));
      const over = once(child, 'close');
      if (args[0] === 'mcp') {
        const call = { name: 'list_sections', arguments: { file: 'slow.md' } };
        child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: call })}\n`);
      }
      const worker = await childOf(child.pid!);
      child.kill(signal);
      expect(await over).toEqual(ended);
      expect(err).toBe(signal === 'SIGKILL' ? '' : 'evidence-lens: stopped\n');
      expect(await isGone(worker)).toBe(true);
    },
  );
});

/** A program with file names invented by an agent or a shell must not wait forever. */
describe.skipIf(process.platform === 'win32')(
  'papers that are not regular files (Windows has none with such names)',
  () => {
    const server = createServer();
    beforeAll(async () => {
      spawnSync('mkfifo', [join(folder, 'pipe')]);
      await once(server.listen(join(folder, 'socket')), 'listening');
    });
    afterAll(() => server.close());

    it.each([
      [['highlight', 'pipe', q], /pipe: this is not a regular file; give one, or - for standard input/],
      [['chunks', 'pipe'], /pipe: this is not a regular file/],
      [['highlight', 'socket', q], /socket: this is not a regular file/],
      [['highlight', '/dev/null', q], /null: this is not a regular file/],
      // macOS has no such file.
      [['highlight', '/proc/self/mem', q], /mem: (this file cannot be read \(EIO\)|there is no such file)/],
      // A regular file by its kind, but without new messages of the system a reader would wait.
      [['highlight', '/proc/kmsg', q], /kmsg: (this file cannot be read|you have no permission|there is no such file)/],
    ] as const)('%j is refused with one line on standard error and exit code 2', async (args, line) => {
      const { code, out, err } = await cli(args);
      expect(err).toMatch(line);
      expect(err).toMatch(/^evidence-lens: [^\n]+\n$/);
      expect({ code, out }).toEqual({ code: 2, out: '' });
    });

    it('a current folder that was removed is told in one line, and exit code 2', () => {
      const gone = join(folder, 'gone');
      const { status, stderr } = spawnSync('sh', [
        '-c',
        `mkdir '${gone}' && cd '${gone}' && rmdir '${gone}' && '${process.execPath}' '${CLI}' model list`,
      ]);
      expect(String(stderr)).toMatch(/^evidence-lens: the current folder no longer exists[^\n]+\n$/);
      expect(status).toBe(2);
    });
  },
);

describe('wrong use and unusable input of the command line', () => {
  it.each([
    ['a missing command', [], /a command is missing/],
    ['an unknown command', ['highlihgt'], /no command or option 'highlihgt'/],
    ['an option in the place of the command', ['--json'], /no command or option '--json'/],
    ['a missing file name', ['highlight'], /FILE is missing/],
    ['a missing question', ['highlight', 'paper.md'], /QUESTION is missing/],
    ['a question without quotes', ['highlight', 'paper.md', 'Were', 'sheep'], /unexpected argument 'sheep'.*quotes/],
    ['an empty question', ['highlight', 'paper.md', ''], /question is empty/],
    ['a blank question', ['highlight', 'paper.md', ' \t\n'], /question is empty/],
    ['a question without words', ['highlight', 'paper.md', '?!'], /no words/],
    ['an unknown option', ['highlight', '--frob', 'paper.md', q], /[Uu]nknown option '--frob'/],
    ['an unknown short option', ['highlight', '-x', 'paper.md', q], /[Uu]nknown option '-x'/],
    ['an option without its value', ['highlight', 'paper.md', q, '--threshold'], /--threshold/],
    ['a value where none belongs', ['highlight', '--json=yes', 'paper.md', q], /--json/],
    ...['2', '-1', '1.01', 'NaN', 'Infinity', '', ' ', 'half', '0,5'].map(
      (value) =>
        [
          `the threshold '${value}'`,
          ['highlight', '--threshold', value, 'paper.md', q],
          /threshold.* from 0 to 1/,
        ] as const,
    ),
    ['a length of half a character', ['highlight', '--min-span-chars', '1.5', 'paper.md', q], /--min-span-chars/],
    ['a negative length', ['highlight', '--merge-gap-chars', '-5', 'paper.md', q], /--merge-gap-chars/],
    ['a top of nothing', ['highlight', '--top', '0', 'paper.md', q], /--top must be a whole number of at least 1/],
    ['an unknown order', ['highlight', '--sort', 'length', 'paper.md', q], /--sort must be place or score/],
    ['units without JSON', ['highlight', '--units', '3', 'paper.md', q], /--units needs --json/],
    ['an unknown model', ['highlight', '--model', 'no-such-model', 'paper.md', q], /'no-such-model'/],
    ['a missing file', ['highlight', 'missing.md', q], /missing\.md: there is no such file/],
    [
      'a damaged notebook',
      ['highlight', 'bad.ipynb', q],
      /bad\.ipynb: This notebook is not valid JSON, so it cannot be read/,
    ],
    [
      'JSON that is no notebook',
      ['highlight', 'data.ipynb', q],
      /data\.ipynb: This file has no cells, so it is no notebook/,
    ],
    ['a notebook without text', ['highlight', 'code.ipynb', q], /code\.ipynb: this paper is empty/],
    ['a directory', ['highlight', 'folder', q], /folder: this is a directory/],
    ['a path through a file', ['highlight', 'paper.md/x', q], /there is no such file/],
    ['a name with a NUL', ['highlight', 'folder/\u0001\u001b[31m', q], /there is no such file/],
    ['a file that is not UTF-8', ['highlight', 'bad.md', q], /bad\.md: this is not UTF-8/],
    ['a picture', ['highlight', 'picture.png', q], /picture\.png: this is not UTF-8/],
    ['an empty file', ['highlight', 'empty.md', q], /this paper is empty/],
    ['a blank file', ['highlight', 'blank.md', q], /this paper is empty/],
    ['a paper that is too long', ['highlight', 'long.md', q], /at most 4,000,000/],
    ['a file that is no paper by its size', ['highlight', 'huge.md', q], /too large/],
    ['a paper in German', ['highlight', 'german.md', q], /not seem to be in English/],
    ['chunks without a file', ['chunks'], /FILE is missing/],
    ['chunks of a missing file', ['chunks', '--json', 'missing.md'], /there is no such file/],
    ['chunks of a directory', ['chunks', 'folder'], /this is a directory/],
    ['chunks of a paper that is too long', ['chunks', 'long.md'], /at most 4,000,000/],
  ] as const)('%s is refused with one line on standard error and exit code 2', async (_what, args, line) => {
    const { code, out, err } = await cli(args);
    expect(err).toMatch(line);
    expect(err).toMatch(/^evidence-lens: [^\n]+\n$/);
    expect(err.trimEnd()).not.toMatch(/[\u0000-\u001f]/);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  it('empty standard input is refused with exit code 2', async () => {
    expect(await cli(['highlight', '-', q], { input: '' })).toMatchObject({ code: 2, out: '' });
    expect(await cli(['highlight', '-', q], { input: Buffer.from([0xff]) })).toMatchObject({ code: 2, out: '' });
  });
});

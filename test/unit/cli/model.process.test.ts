import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FakeHub, type FakeRepository, hashOf } from '../../fakes/hub';
import { CLI } from '../bundles';
import { withHubAndFolder } from '../model/store/hubAndFolder';
import { COMMIT, REPOSITORY } from '../model/store/support';

const ROOT = path.resolve(__dirname, '..', '..', '..');
/** A tiny random model with the files of a real one. */
const TINY = path.join(ROOT, 'test', 'fixtures', 'models', 'single');
const PAPER = '# On running\n\nThe recordings were collected from forty volunteers in a quiet room.\n';

let hub: FakeHub;
let root: string;

withHubAndFolder((started, folder) => {
  hub = started;
  hub.publish(REPOSITORY, tinyRepository());
  root = folder;
});

function tinyRepository(): FakeRepository {
  const names = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'];
  const files = names.map((name) => ({
    name,
    content: fs.readFileSync(path.join(TINY, name)),
    large: name === 'model.safetensors',
  }));
  return { commit: COMMIT, license: 'apache-2.0', files };
}

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Called with everything that was written to standard error so far. */
  readonly onError?: (err: string, kill: () => void) => void;
}

/** Runs the bundled command line with the fake hub as its hub. */
async function run(args: readonly string[], { env = {}, input = '', onError }: RunOptions = {}): Promise<Run> {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HF_')));
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...clean, EVIDENCE_LENS_MODELS: path.join(root, 'models'), HF_ENDPOINT: hub.endpoint, ...env },
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    onError?.(err, () => child.kill('SIGINT'));
  });
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out, err };
}

describe('model download', () => {
  it('model download first prints size and licence, and the model then answers offline', async () => {
    const { code, out, err } = await run(['model', 'download']);
    expect(err).toMatch(
      /^ACL-Verbatim ModernBERT \(KRLabsOrg\/acl-verbatim-modernbert\): 62 kB, licence Apache-2\.0, from http/,
    );
    expect(err.indexOf('licence')).toBeLessThan(err.indexOf('downloading'));
    expect(err).toMatch(/downloading .* \(100 %\)/);
    expect(out).toBe(`acl-verbatim is installed in ${path.join(root, 'models', 'acl-verbatim')}, commit ${COMMIT}\n`);
    expect(code).toBe(0);

    hub.requests.length = 0;
    const offline = { HF_ENDPOINT: 'http://127.0.0.1:9' };
    const paper = path.join(root, 'paper.md');
    fs.writeFileSync(paper, PAPER);
    const asked = ['highlight', '--json', '--threshold', '0.01', '--model', 'acl-verbatim', paper, 'recordings'];
    const answer = await run(asked, { env: offline });
    expect(answer.err).toBe('');
    const { model, spans } = JSON.parse(answer.out) as {
      model: string;
      spans: { start: number; end: number; text: string }[];
    };
    expect(model).toBe('acl-verbatim');
    expect(spans.length).toBeGreaterThan(0);
    for (const { start, end, text } of spans) expect(PAPER.slice(start, end)).toBe(text);

    const line = JSON.stringify({ question: 'recordings', context: PAPER, options: { threshold: 0.01 } });
    const processed = await run(['process', '--jsonl', '--model', 'acl-verbatim'], { env: offline, input: line });
    expect(JSON.parse(processed.out)).toMatchObject({ windows: 1 });
    expect((await run(['model', 'download'], { env: offline })).code).toBe(0);
    expect(hub.requests).toEqual([]);
  });

  it('a failed model download says why in one line, and the next try works', async () => {
    hub.fail('cdn', { kind: 'corrupt' });
    const failed = await run(['model', 'download']);
    expect(failed.code).toBe(1);
    expect(failed.out).toBe('');
    expect(failed.err.trimEnd().split('\n').at(-1)).toMatch(
      /^evidence-lens: model\.safetensors does not have the content that the hub announced/,
    );
    const listed = await run(['model', 'list', '--json']);
    expect(JSON.parse(listed.out)).toMatchObject([{ id: 'acl-verbatim', state: 'incomplete' }]);
    expect((await run(['model', 'download'])).code).toBe(0);
  });

  it('Ctrl+C stops a model download, and the next try continues from what was kept', async () => {
    hub.fail('cdn', { kind: 'stall', after: 20_000 });
    let partial = '';
    const waitForBytes = (): boolean => {
      partial = path.join(root, 'models', 'acl-verbatim', 'model.safetensors.partial');
      return fs.existsSync(partial) && fs.statSync(partial).size === 20_000;
    };
    let poll: NodeJS.Timeout | undefined;
    const stopped = await run(['model', 'download'], {
      onError: (_err, kill) => {
        poll ??= setInterval(() => {
          if (!waitForBytes()) return;
          clearInterval(poll);
          kill();
        }, 20);
      },
    });
    expect(stopped.code).toBe(1);
    expect(stopped.err).toMatch(/evidence-lens: stopped; the part already downloaded is kept/);
    expect(fs.statSync(partial).size).toBe(20_000);
    hub.heal();
    hub.requests.length = 0;
    expect((await run(['model', 'download'])).code).toBe(0);
    expect(hub.requests.find(({ place }) => place === 'cdn')!.headers.range).toBe('bytes=20000-');
  });

  it('model download sends the token of HF_TOKEN only to the hub', async () => {
    hub.publish(REPOSITORY, { ...tinyRepository(), token: 'hf_secret' });
    const refused = await run(['model', 'download']);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/set a token if it is private/);
    hub.requests.length = 0;
    const allowed = await run(['model', 'download'], { env: { HF_TOKEN: 'hf_secret' } });
    expect(allowed.code).toBe(0);
    const cdn = hub.requests.filter(({ place }) => place === 'cdn');
    expect(cdn.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect(allowed.err + allowed.out).not.toContain('hf_secret');
  });

  it('model download takes any other repository by its name', async () => {
    hub.publish('someone/tiny', tinyRepository());
    expect((await run(['model', 'download', 'someone/tiny'])).code).toBe(0);
    const listed = JSON.parse((await run(['model', 'list', '--json'])).out) as object[];
    expect(listed).toMatchObject([{ id: 'someone/tiny', commit: COMMIT, state: 'installed' }]);
  });
});

describe('model import, list, remove and check', () => {
  it('a folder is imported, listed, checked and removed', async () => {
    const imported = await run(['model', 'import', TINY, '--as', 'tiny']);
    expect(imported.code).toBe(0);
    expect((await run(['model', 'list'])).out).toMatch(/^tiny {2}\d+ kB {2}folder\n$/);
    const checked = await run(['model', 'check', 'tiny']);
    expect(checked.err).not.toMatch(/evidence-lens/);
    expect(checked.code).toBe(0);
    expect(checked.out).toContain(`sha256 ${hashOf(fs.readFileSync(path.join(TINY, 'model.safetensors')))}`);
    expect(checked.out).toMatch(
      /0\.\d{4} {2}ModernBERT is a long-context encoder for NLP\. {2}\(the model card prints 0\.93\)/,
    );
    expect(checked.out).toMatch(/The model card prints 0\.93 and 0\.87, but this model gives 0\.\d\d and 0\.\d\d/);
    expect(checked.out).toMatch(/Loaded in \d+\.\d s, \d+ tokens per second/);
    expect((await run(['model', 'remove', 'tiny'])).code).toBe(0);
    const again = await run(['model', 'remove', 'tiny']);
    expect(again).toMatchObject({ code: 2, out: '' });
    expect(again.err).toMatch(/there is no model 'tiny'/i);
  });

  it('model check reads a folder in place and writes nothing into it', async () => {
    const before = fs.readdirSync(TINY);
    const checked = await run(['model', 'check', TINY]);
    expect(checked.code).toBe(0);
    expect(checked.out).toMatch(/tokens per second/);
    expect(fs.readdirSync(TINY)).toEqual(before);
  });

  it('a damaged file is found before the model is used', async () => {
    await run(['model', 'import', TINY, '--as', 'tiny']);
    const file = path.join(root, 'models', 'tiny', 'model.safetensors');
    const bytes = fs.readFileSync(file);
    bytes[bytes.length - 5] = bytes[bytes.length - 5]! ^ 1;
    fs.writeFileSync(file, bytes);
    const checked = await run(['model', 'check', 'tiny']);
    expect(checked.code).toBe(2);
    expect(checked.out).toMatch(/^changed {2}model\.safetensors/m);
    fs.writeFileSync(path.join(root, 'paper.md'), PAPER);
    const asked = await run(['highlight', '--model', 'tiny', path.join(root, 'paper.md'), 'what?']);
    expect(asked.code).toBe(2);
    expect(asked.err).toMatch(/^evidence-lens: The model tiny is damaged \(model\.safetensors has changed/);
  });

  it.each([
    [['model'], /model needs one of download, import, list, remove, check/],
    [['model', 'frobnicate'], /model needs one of/],
    [['model', 'list', '--as', 'x'], /model list has no option '--as'/],
    [['model', 'import'], /FOLDER is missing/],
    [['model', 'import', '/no/such'], /not a model folder because it has no config\.json/],
    [['model', 'remove', '../x'], /not a model id/],
    [['model', 'download', 'tiny'], /not a model that can be downloaded/],
    [['model', 'download', '--endpoint', 'nonsense'], /not a hub address/],
    [['model', 'check'], /The model 'acl-verbatim' is not installed: download it/],
    [['highlight', '--model', 'acl-verbatim', '-', 'q'], /is not installed: download it, or answer by keywords/],
  ])('wrong use is refused with one line and exit code 2: %j', async (args, message) => {
    const { code, out, err } = await run(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(err.trimEnd()).not.toContain('\n');
  });
});

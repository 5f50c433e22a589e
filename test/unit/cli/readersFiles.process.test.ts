import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FakeHub } from '../../fakes/hub';
import { CLI } from '../bundles';
import { withHubAndFolder } from '../model/store/hubAndFolder';
import { lostOf, plant, put, readersEntries, treeOf } from '../model/store/readersTree';
import { REPOSITORY, repository } from '../model/store/support';

let hub: FakeHub;
let base: string;
let models: string;

withHubAndFolder((started, folder) => {
  hub = started;
  hub.publish(REPOSITORY, repository());
  base = folder;
  models = path.join(base, 'models');
});

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a `model` command. When a time in milliseconds is given, kills it after that, as `kill -9` does. */
async function model(args: readonly string[], killAfter?: number, dir = models): Promise<Run> {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HF_')));
  const child = spawn(process.execPath, [CLI, 'model', ...args, '--models-dir', dir], {
    env: { ...clean, HF_ENDPOINT: hub.endpoint },
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  return { code, out, err };
}

describe('kill -9 of the command line', () => {
  const commands = fc.constantFrom(
    ['download'],
    ['import', 'beside/my-model', '--as', 'acl-verbatim'],
    ['import', 'models/my-model'],
    ['remove', 'acl-verbatim'],
    ['remove', 'my-model'],
    ['list'],
  );
  // As shares of the time of a command that does nothing, so that many of these moments are in the middle of the work.
  const killed = fc.option(fc.double({ min: 0.7, max: 1.6, noNaN: true }), { freq: 4, nil: undefined });

  it('a killed model command changes no file that the store did not write', async () => {
    let runs = 0;
    const started = performance.now();
    await model(['list']);
    const idleMs = performance.now() - started;
    const steps = fc.array(fc.tuple(commands, killed), { minLength: 3, maxLength: 6 });
    const property = fc.asyncProperty(readersEntries, steps, async (entries, steps) => {
      const place = path.join(base, String(runs++));
      plant(place, entries);
      const before = treeOf(place);
      for (const [[name, ...args], share] of steps) {
        const given = args.map((arg) => (arg.includes('/') ? path.join(place, arg) : arg));
        await model([name, ...given], share && share * idleMs, path.join(place, 'models'));
        expect(lostOf(before, place)).toEqual([]);
      }
    });
    await fc.assert(property, { numRuns: 8, endOnFailure: true });
  }, 300_000);
});

/** Runs a command that must be refused with one line about something that the reader can fix. */
async function refused(args: readonly string[], dir = models): Promise<string> {
  const { code, out, err } = await model(args, undefined, dir);
  const last = err.trimEnd().split('\n').at(-1)!;
  expect({ code, out, stack: /\n\s+at /.test(err) }, err).toEqual({ code: 2, out: '', stack: false });
  expect(last).toMatch(/^evidence-lens: /);
  return last;
}

describe('obstacles for the store, each refused in one sentence with exit code 2', () => {
  const inPlace = (name: string): string => path.join(models, 'acl-verbatim', name);
  const own = (): void =>
    put(base, {
      place: 'models/acl-verbatim/.evidence-lens.json',
      kind: 'file',
      what: JSON.stringify({ format: 1, id: 'acl-verbatim' }),
    });

  it.each([['download'], ['list']])('a models folder that is a file is refused by model %s', async (...args) => {
    const file = path.join(base, 'file');
    fs.writeFileSync(file, 'mine');
    expect(await refused(args, file)).toContain(file);
    expect(fs.readFileSync(file, 'utf8')).toBe('mine');
  });

  it.each([['download'], ['remove', 'acl-verbatim']])(
    'a model that is a file is refused by model %s',
    async (...args) => {
      put(base, { place: 'models/acl-verbatim', kind: 'file', what: 'mine' });
      expect(await refused(args)).toMatch(/acl-verbatim already exists/);
      expect((await model(['list'])).out).toMatch(/No model is installed/);
    },
  );

  it.each(['model.safetensors.partial', 'manifest.json', 'config.json', '.evidence-lens.json.x/y'])(
    'a folder named %s in place of a file is refused by model download',
    async (name) => {
      own();
      fs.mkdirSync(inPlace(name), { recursive: true });
      const isOdd = name.includes('/');
      if (isOdd) expect((await model(['download'])).code).toBe(0);
      else expect(await refused(['download'])).toContain(inPlace(name));
    },
  );

  it
    .runIf(process.platform !== 'win32')
    .each(['acl-verbatim/model.safetensors.partial', 'acl-verbatim/manifest.json', '.locks/acl-verbatim.lock'])(
    'a pipe named %s is refused without waiting for it',
    async (name) => {
      own();
      const pipe = path.join(models, name);
      fs.mkdirSync(path.dirname(pipe), { recursive: true });
      expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
      expect(await refused(['download'])).toContain(`${pipe} already exists`);
    },
  );

  it('a folder in place of a lock is refused', async () => {
    const lock = path.join(models, '.locks', 'acl-verbatim.lock');
    fs.mkdirSync(lock, { recursive: true });
    expect(await refused(['download'])).toContain(`${lock} already exists`);
  });

  it("a reader's file in place of a lock or a record is refused and kept", async () => {
    for (const place of ['models/.locks/acl-verbatim.lock', 'models/.records/acl-verbatim.json']) {
      put(base, { place, kind: 'file', what: 'mine' });
      expect(await refused(['download'])).toContain(`${path.join(base, place)} already exists`);
      fs.rmSync(path.join(base, place));
    }
  });

  it.runIf(process.platform === 'linux').each([
    ['download', ''],
    ['import', 'beside/my-model'],
  ])(
    'a models folder in which the system makes no folders is refused by model %s, and not tried without end',
    async (name, folder) => {
      plant(base, []);
      expect(await refused([name, ...(folder === '' ? [] : [path.join(base, folder)])], '/proc')).toContain(
        '/proc/.locks',
      );
    },
  );

  it('a name that is too long is refused', async () => {
    expect(await refused(['download'], path.join(base, 'x'.repeat(300)))).toMatch(/too long/);
    await refused(['import', path.join(base, 'y'.repeat(300))]);
    await refused(['import', path.join(base, 'beside'), '--as', 'z'.repeat(300)]);
  });

  it('a folder without write permission is refused', async ({ skip }) => {
    if (process.getuid?.() === 0) {
      console.log('not run: the superuser may write everywhere');
      skip();
    }
    fs.mkdirSync(models, { mode: 0o555 });
    expect(await refused(['download'])).toMatch(/no permission to read or write .*: change its permissions/);
  });
});

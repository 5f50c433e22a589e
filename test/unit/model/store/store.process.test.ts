import * as fs from 'node:fs';
import { open } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { written, formatBytes, told } from '../../../../src/core/text/sentence';
import { canonicalId, parseModelName, sourceOf } from '../../../../src/model/store/catalogue';
import { ContentHash, HASHED_AT_ONCE, hashFile, hashInto } from '../../../../src/model/hub/digest';
import { parseEndpoint } from '../../../../src/model/hub/hub';
import { installFromFolder } from '../../../../src/model/store/import';
import { STALE_MS, withLock } from '../../../../src/node/lock';
import { MODEL_FILES, readManifest } from '../../../../src/model/store/manifest';
import { type InstalledModel, ModelStore } from '../../../../src/model/store/modelStore';
import { isModelId } from '../../../../src/model/store/names';
import { defaultModelsFolder, expandHome } from '../../../../src/model/store/resolve';
import { retryAfterMs } from '../../../../src/node/retry';
import { demandIntact, verifyModel } from '../../../../src/model/store/verify';
import { gitHash, hashOf } from '../../../fakes/hub';
import { bytesOf, failureOf, ID, markAsOwn, temporaryFolder } from './support';
import type { KnownError } from '../../../../src/core/errors/knownError';
import { storageError } from '../../../../src/node/systemErrors';

let root: string;
let removeRoot: () => void;
let store: ModelStore;

beforeEach(() => {
  ({ folder: root, remove: removeRoot } = temporaryFolder());
  store = new ModelStore(path.join(root, 'models'), path.join(root, 'shipped'));
});
afterEach(() => removeRoot());

const signal = new AbortController().signal;

/** Installs a model from a folder into this store. */
async function installed(id = 'tiny'): Promise<InstalledModel> {
  const folder = path.join(root, 'source');
  fs.mkdirSync(folder, { recursive: true });
  for (const name of MODEL_FILES) fs.writeFileSync(path.join(folder, name), bytesOf(name, 5000));
  const free = (): Promise<undefined> => Promise.resolve(undefined);
  return await installFromFolder(
    { id, folder, cached: undefined },
    { store, free, signal, onProgress: () => undefined },
  );
}

describe('names of models', () => {
  it.each(['acl-verbatim', 'org/name', 'a', 'verbatim-rag-modern-bert-v2', 'org_1/x.y'])('%s is a model id', (id) => {
    expect(isModelId(id)).toBe(true);
    expect(path.dirname(store.folderOf(id))).toBe(store.root);
  });

  it.each([
    '',
    '.',
    '..',
    '../x',
    'a/b/c',
    '/abs',
    'a\\b',
    'C:x',
    'con',
    'nul.txt',
    'x.',
    'a/..',
    'keyword',
    'small',
    'sp ace',
  ])('%j is no model id', (id) => {
    expect(isModelId(id)).toBe(false);
    expect(() => store.folderOf(id)).toThrow(/not a model id/);
  });

  it('a model name is the engine, an id, or a path', () => {
    expect(parseModelName('keyword')).toEqual({ kind: 'keyword' });
    expect(parseModelName(' small ')).toEqual({ kind: 'shipped' });
    expect(parseModelName('acl-verbatim')).toEqual({ kind: 'id', id: ID });
    expect(parseModelName('krlabsorg/ACL-verbatim-modernbert')).toEqual({ kind: 'id', id: ID });
    for (const folder of ['./x', '/models/x', '~/x', 'C:\\models\\x', 'a/b/c']) {
      expect(parseModelName(folder)).toEqual({ kind: 'folder', folder });
    }
    expect(canonicalId('other/model')).toBe('other/model');
    expect(sourceOf('other/model')).toMatchObject({ repository: 'other/model', revision: 'main' });
    expect(sourceOf('tiny')).toBeUndefined();
  });
});

describe('the model store', () => {
  it('the store lists installed and incomplete models', async () => {
    await expect(store.list()).resolves.toEqual([]);
    await installed();
    const partial = path.join(store.root, 'org--half');
    markAsOwn(partial, 'org/half');
    fs.writeFileSync(path.join(partial, 'model.safetensors.partial'), 'half');
    const list = await store.list();
    expect(list.map(({ id, manifest }) => [id, manifest !== undefined])).toEqual([
      ['org/half', false],
      ['tiny', true],
    ]);
    await expect(store.find('org/half')).resolves.toBeUndefined();
  });

  it('the store removes a model, and says so when there is none', async () => {
    await installed();
    await store.remove('tiny', { signal });
    await expect(store.list()).resolves.toEqual([]);
    expect((await failureOf(store.remove('tiny', { signal }))).code).toBe('modelNotInstalled');
  });

  it.each(['{', '{}', '[]', '{"format":1,"id":"../x"}', '{"format":2}'])(
    'a folder with the manifest %s is no installed model',
    async (text) => {
      const { folder } = await installed();
      fs.writeFileSync(path.join(folder, 'manifest.json'), text);
      await expect(readManifest(folder)).resolves.toBeUndefined();
    },
  );

  it('a store that cannot be written says so', async () => {
    fs.writeFileSync(path.join(root, 'file'), '');
    const blocked = new ModelStore(path.join(root, 'file', 'models'), path.join(root, 'shipped'));
    await expect(blocked.remove('tiny', { signal })).rejects.toThrow();
  });
});

describe('an installed model', () => {
  it('an untouched model is intact', async () => {
    const model = await installed();
    await demandIntact(model);
    const files = await verifyModel(model);
    expect(files.map(({ state }) => state)).toEqual(MODEL_FILES.map(() => 'intact'));
  });

  it('a model with a changed byte is damaged, and the file is named', async () => {
    const model = await installed();
    fs.writeFileSync(path.join(model.folder, 'model.safetensors'), bytesOf('other', 5000));
    const error = await failureOf(demandIntact(model));
    expect(error.code).toBe('damagedModel');
    expect(error.message).toMatch(/model\.safetensors has changed/);
    const files = await verifyModel(model);
    expect(files.filter(({ state }) => state === 'changed').map(({ name }) => name)).toEqual(['model.safetensors']);
  });

  it('a model with a missing or cut file is damaged', async () => {
    const model = await installed();
    fs.truncateSync(path.join(model.folder, 'tokenizer.json'), 10);
    expect((await failureOf(demandIntact(model))).message).toMatch(/tokenizer\.json has changed/);
    fs.rmSync(path.join(model.folder, 'tokenizer.json'));
    expect((await failureOf(demandIntact(model))).message).toMatch(/tokenizer\.json is missing/);
  });

  it('a model that was only touched is hashed once, and its new time noted', async () => {
    const model = await installed();
    const file = path.join(model.folder, 'config.json');
    fs.utimesSync(file, new Date(1000), new Date(1000));
    await demandIntact(model);
    const again = (await store.find('tiny'))!;
    expect(again.manifest.files.find(({ name }) => name === 'config.json')!.mtimeMs).toBe(1000);
  });
});

describe('locks of the store', () => {
  const file = (): string => path.join(store.root, 'x.lock');
  const write = (holder: object): void => {
    fs.mkdirSync(store.root, { recursive: true });
    fs.writeFileSync(file(), JSON.stringify(holder));
  };
  const pollMs = 5;

  it('a lock lets processes work one after another', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 10));
      inside--;
    };
    await Promise.all(Array.from({ length: 5 }, () => withLock(file(), { signal, pollMs }, work)));
    expect(most).toBe(1);
    expect(fs.existsSync(file())).toBe(false);
  });

  it('the lock of a dead process is broken at once', async () => {
    write({ nonce: 'a', pid: 0x7ffffff0, host: os.hostname() });
    await expect(withLock(file(), { signal, pollMs }, () => Promise.resolve('done'))).resolves.toBe('done');
  });

  it('a foreign or empty lock is broken when it shows no life', async () => {
    const torn = '{"nonce":"a","pi';
    for (const text of [JSON.stringify({ nonce: 'a', pid: process.pid, host: 'elsewhere' }), '', '\0\0\0', torn]) {
      fs.mkdirSync(store.root, { recursive: true });
      fs.writeFileSync(file(), text);
      const abort = new AbortController();
      const waiting = withLock(file(), { signal: abort.signal, pollMs, onWait: () => abort.abort() }, () =>
        Promise.resolve(),
      );
      await expect(waiting).rejects.toThrow();
      const old = new Date(Date.now() - STALE_MS - 1000);
      fs.utimesSync(file(), old, old);
      await withLock(file(), { signal, pollMs }, () => Promise.resolve());
    }
  });

  it('a lock dated in the future is broken when it is not renewed, even if a process with its id lives', async () => {
    write({ nonce: 'a', pid: process.pid, host: os.hostname() });
    const future = new Date(Date.now() + 1e9);
    fs.utimesSync(file(), future, future);
    let told = 0;
    const work = (): Promise<string> => Promise.resolve('done');
    const options = { signal: AbortSignal.timeout(20_000), pollMs, staleMs: 300, onWait: () => told++ };
    await expect(withLock(file(), options, work)).resolves.toBe('done');
    expect(told).toBe(1);
    expect(fs.existsSync(file())).toBe(false);
  });

  it('a lock dated in the future is waited for while it is renewed', async () => {
    write({ nonce: 'a', pid: process.pid, host: os.hostname() });
    let beats = 0;
    const heart = setInterval(() => fs.utimesSync(file(), new Date(), new Date(Date.now() + 1e9 + 1000 * beats++)), 20);
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Error('enough')), 1500);
    const options = { signal: abort.signal, pollMs, staleMs: 1000 };
    await expect(withLock(file(), options, () => Promise.resolve())).rejects.toThrow('enough');
    clearInterval(heart);
    expect(beats).toBeGreaterThan(5);
    expect(fs.existsSync(file())).toBe(true);
  });

  it('a lock that a full disk left without a name blocks only for a moment', async () => {
    fs.mkdirSync(store.root, { recursive: true });
    fs.writeFileSync(file(), '');
    const options = { signal: AbortSignal.timeout(20_000), pollMs };
    await expect(withLock(file(), options, () => Promise.resolve('done'))).resolves.toBe('done');
  });

  it('a lock that a full disk could not store is not left behind', async () => {
    const probe = await open(path.join(root, 'probe'), 'w');
    const prototype = Object.getPrototypeOf(probe) as { writeFile: () => Promise<void> };
    await probe.close();
    const write = vi
      .spyOn(prototype, 'writeFile')
      .mockRejectedValue(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    try {
      await expect(withLock(file(), { signal, pollMs }, () => Promise.resolve())).rejects.toMatchObject({
        code: 'ENOSPC',
      });
    } finally {
      write.mockRestore();
    }
    expect(fs.readdirSync(store.root)).toEqual([]);
  });

  it('a file that is no lock is never broken', async () => {
    fs.mkdirSync(store.root, { recursive: true });
    for (const text of ['mine', '{"mine":true}', 'x'.repeat(10_000)]) {
      fs.writeFileSync(file(), text);
      fs.utimesSync(file(), new Date(1000), new Date(1000));
      const error = await failureOf(withLock(file(), { signal, pollMs }, () => Promise.resolve()));
      expect(error.code).toBe('inTheWay');
      expect(fs.readFileSync(file(), 'utf8')).toBe(text);
    }
  });

  it('the lock of a living process is waited for; the wait is told once and can be cancelled', async () => {
    write({ nonce: 'a', pid: process.pid, host: os.hostname() });
    const abort = new AbortController();
    let told = 0;
    const waiting = withLock(
      file(),
      { signal: abort.signal, pollMs, onWait: () => (told++, setTimeout(() => abort.abort(new Error('enough')), 40)) },
      () => Promise.resolve(),
    );
    await expect(waiting).rejects.toThrow('enough');
    expect(told).toBe(1);
    expect(fs.existsSync(file())).toBe(true);
  });

  it('a lock that was taken over is not removed by its earlier owner', async () => {
    await withLock(file(), { signal, pollMs }, () => {
      write({ nonce: 'another', pid: process.pid, host: os.hostname() });
      return Promise.resolve();
    });
    expect(fs.existsSync(file())).toBe(true);
  });

  it('a lock is released when the work fails', async () => {
    await expect(withLock(file(), { signal, pollMs }, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(fs.existsSync(file())).toBe(false);
  });
});

describe('hashing', () => {
  it('hashes equal those of sha256 and git', async () => {
    for (const size of [0, 1, 5000]) {
      const content = bytesOf('x', size);
      fs.writeFileSync(path.join(root, 'x'), content);
      const hashes = await hashFile(path.join(root, 'x'), size);
      expect(hashes).toEqual({ sha256: hashOf(content), gitSha1: gitHash(content) });
    }
  });

  it('a large file is hashed in pieces, and other work runs in between', async () => {
    const file = path.join(root, 'large');
    const size = 8 * HASHED_AT_ONCE + 3;
    fs.writeFileSync(file, Buffer.alloc(size, 7));
    const pieces: number[] = [];
    let turns = 0;
    const count = setInterval(() => turns++, 0);
    const hash = new ContentHash(size);
    await hashInto(hash, file, size, undefined, (bytes) => pieces.push(bytes));
    clearInterval(count);
    expect(Math.max(...pieces)).toBeLessThanOrEqual(HASHED_AT_ONCE);
    expect(pieces.reduce((sum, bytes) => sum + bytes, 0)).toBe(size);
    expect(turns).toBeGreaterThan(0);
  });
});

describe('texts and addresses of the store', () => {
  it('sizes are written as on the hub', () => {
    expect([0, 999, 1000, 37_000, 598_000_000, 2_400_000_000].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '37 kB',
      '598 MB',
      '2.4 GB',
    ]);
  });

  it('addresses of hubs keep their path', () => {
    expect(parseEndpoint('https://huggingface.co')).toBe('https://huggingface.co');
    expect(parseEndpoint('https://mirror.example/hf/')).toBe('https://mirror.example/hf');
    for (const text of ['huggingface.co', 'ftp://x', 'https://x/?a', '']) {
      expect(() => parseEndpoint(text)).toThrow(/not a hub address/);
    }
  });

  it("the secret in a hub's address is never shown", () => {
    for (const text of [
      'https://user:hunter2@x',
      'https://:hunter2@x',
      'https://hunter2@x/path',
      'user:hunter2@x',
      'https://user:hunt@er2@x y',
      'https://x/?key=hunter2',
      'https://x/#hunter2',
    ]) {
      expect(() => parseEndpoint(text)).toThrow(/^(?!.*(?:hunter2|hunt@er2|er2)).*is not a hub address/s);
    }
  });

  it('times to wait are readable and never too short', () => {
    const minute = 60_000;
    const times = [0, 1000, 17_000, 90_000, 90_001, 10 * minute, 90 * minute, 91 * minute, 24 * 60 * minute, 1e9];
    expect(times.map((ms) => written(told(ms)))).toEqual([
      '1 second',
      '1 second',
      '17 seconds',
      '90 seconds',
      '2 minutes',
      '10 minutes',
      '90 minutes',
      '2 hours',
      '24 hours',
      '12 days',
    ]);
  });

  it('Retry-After is read as seconds or as a date', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(retryAfterMs('5', now)).toBe(5000);
    expect(retryAfterMs('Thu, 01 Jan 2026 00:01:00 GMT', now)).toBe(60_000);
    expect(retryAfterMs('Wed, 31 Dec 2025 00:00:00 GMT', now)).toBe(0);
    expect(retryAfterMs('soon', now)).toBeUndefined();
    expect(retryAfterMs('9'.repeat(400), now)).toBeUndefined();
    expect(retryAfterMs(null, now)).toBeUndefined();
  });

  it.each([
    ['EACCES', 'storage', /^Evidence Lens has no permission to read or write \/x: change its permissions/],
    ['EROFS', 'storage', /^Evidence Lens has no permission to read or write \/x/],
    ['ENOTDIR', 'storage', /^\/x is a file where a folder is needed/],
    ['ENAMETOOLONG', 'storage', /^The name of \/x is too long/],
    ['EIO', 'storage', /^\/x cannot be used \(EIO\)/],
    ['ENOSPC', 'diskFull', /^The disk of \/x is full/],
  ])('a disk that says %s is told in one sentence', (code, kind, message) => {
    const error = storageError(Object.assign(new Error('raw'), { code, path: '/x' }), '/y') as KnownError;
    expect(error.code).toBe(kind);
    expect(error.message).toMatch(message);
    expect(error.detail).toContain('raw');
  });

  it('the models folder is where each system keeps data', () => {
    expect(defaultModelsFolder({}, 'linux', '/home/x')).toBe(path.join('/home/x/.local/share/evidence-lens/models'));
    expect(defaultModelsFolder({ XDG_DATA_HOME: '/d' }, 'linux', '/h')).toBe(path.join('/d/evidence-lens/models'));
    expect(defaultModelsFolder({}, 'darwin', '/Users/x')).toContain('Application Support');
    expect(defaultModelsFolder({ LOCALAPPDATA: '/L' }, 'win32', '/h')).toBe(path.join('/L', 'evidence-lens', 'models'));
    expect(expandHome('~/m', '/h')).toBe(path.join('/h', 'm'));
    expect(expandHome('/x/~', '/h')).toBe('/x/~');
  });
});

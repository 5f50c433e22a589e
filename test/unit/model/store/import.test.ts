import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findCached, hubCacheFolder, readCacheFolder } from '../../../../src/model/store/hfCache';
import { installFromFolder, readImport } from '../../../../src/model/store/import';
import type { InstallProgress, InstallTools } from '../../../../src/model/store/install';
import { MODEL_FILES } from '../../../../src/model/store/manifest';
import { ModelStore } from '../../../../src/model/store/modelStore';
import { gitHash, hashOf } from '../../../fakes/hub';
import { bytesOf, COMMIT, failureOf, ID, REPOSITORY, repository, temporaryFolder, WEIGHTS } from './support';

let base: string;
let removeBase: () => void;
let progress: InstallProgress[];
let tools: InstallTools;

beforeEach(() => {
  ({ folder: base, remove: removeBase } = temporaryFolder());
  progress = [];
  tools = {
    store: new ModelStore(path.join(base, 'store'), path.join(base, 'none')),
    free: () => Promise.resolve(undefined),
    signal: new AbortController().signal,
    onProgress: (step) => progress.push(step),
  };
});
afterEach(() => removeBase());

const contents = repository().files.filter(({ name }) => MODEL_FILES.includes(name as never));

/** A folder with the files of a model. */
function modelFolder(name = 'my-model'): string {
  const folder = path.join(base, name);
  fs.mkdirSync(folder, { recursive: true });
  for (const file of contents) fs.writeFileSync(path.join(folder, file.name), file.content);
  return folder;
}

/** A cache in the layout of huggingface_hub: blobs named by their hash, and snapshots of links. */
function hubCache(commit = COMMIT): string {
  const cache = path.join(base, 'hf', 'hub');
  const repo = path.join(cache, `models--${REPOSITORY.replace('/', '--')}`);
  const snapshot = path.join(repo, 'snapshots', commit);
  for (const folder of ['blobs', 'refs']) fs.mkdirSync(path.join(repo, folder), { recursive: true });
  fs.mkdirSync(snapshot, { recursive: true });
  fs.writeFileSync(path.join(repo, 'refs', 'main'), commit);
  for (const { name, content, large } of contents) {
    const blob = large ? hashOf(content) : gitHash(content);
    fs.writeFileSync(path.join(repo, 'blobs', blob), content);
    fs.symlinkSync(path.join('..', '..', 'blobs', blob), path.join(snapshot, name));
  }
  return cache;
}

/** Names, contents and times of everything in a folder. */
function stateOf(folder: string): unknown {
  return fs.readdirSync(folder).map((name) => {
    const { mtimeMs, nlink } = fs.statSync(path.join(folder, name));
    return [name, mtimeMs, nlink, hashOf(fs.readFileSync(path.join(folder, name)))];
  });
}

describe('importing a folder', () => {
  it('an imported folder is copied with its hashes and not changed', async () => {
    const folder = modelFolder();
    const before = stateOf(folder);
    const model = await installFromFolder(await readImport(folder), tools);
    expect(model.manifest).toMatchObject({ id: 'my-model', source: 'folder' });
    expect(model.manifest.commit).toBeUndefined();
    expect(fs.readFileSync(path.join(model.folder, 'model.safetensors')).equals(WEIGHTS)).toBe(true);
    expect(stateOf(folder)).toEqual(before);
    expect(progress.at(-1)).toMatchObject({ phase: 'copying', done: progress.at(-1)!.total });
  });

  it('an imported folder gets the id that the reader names', async () => {
    const model = await installFromFolder(await readImport(modelFolder('a name of its own'), 'lab/reader'), tools);
    expect(path.basename(model.folder)).toBe('lab--reader');
    await expect(readImport(modelFolder('a name of its own'))).rejects.toMatchObject({ code: 'badName' });
    await expect(readImport(modelFolder(), '../up')).rejects.toMatchObject({ code: 'badName' });
  });

  it('a folder without a required file is refused, naming the file', async () => {
    const folder = modelFolder();
    fs.rmSync(path.join(folder, 'tokenizer.json'));
    expect((await failureOf(readImport(folder))).message).toMatch(/it has no tokenizer\.json/);
    expect((await failureOf(readImport(path.join(base, 'nowhere')))).code).toBe('badModel');
  });

  it('an import does not replace an existing model', async () => {
    const source = await readImport(modelFolder());
    await installFromFolder(source, tools);
    const error = await failureOf(installFromFolder(source, tools));
    expect(error.code).toBe('busy');
    expect(error.message).toMatch(/remove it first/);
  });

  it('an import that is cancelled or finds no room leaves nothing', async () => {
    const source = await readImport(modelFolder());
    const abort = new AbortController();
    const stopped = installFromFolder(source, { ...tools, signal: abort.signal, onProgress: () => abort.abort() });
    await expect(stopped).rejects.toThrow();
    const full = await failureOf(installFromFolder(source, { ...tools, free: () => Promise.resolve(1000) }));
    expect(full.code).toBe('diskFull');
    expect(fs.existsSync(tools.store.folderOf(source.id))).toBe(false);
    await installFromFolder(source, tools);
  });
});

describe('importing from a Hugging Face cache', () => {
  it('the cache is found through its environment variables', () => {
    expect(hubCacheFolder({ HF_HUB_CACHE: '/a' }, '/home/x')).toBe('/a');
    expect(hubCacheFolder({ HF_HOME: '/b' }, '/home/x')).toBe(path.join('/b', 'hub'));
    expect(hubCacheFolder({ XDG_CACHE_HOME: '/c' }, '/home/x')).toBe(path.join('/c', 'huggingface', 'hub'));
    expect(hubCacheFolder({}, '/home/x')).toBe(path.join('/home/x', '.cache', 'huggingface', 'hub'));
  });

  it('a model from the cache is imported as real files that take no extra space', async () => {
    const cached = await findCached(REPOSITORY, hubCache());
    const model = await installFromFolder(await readImport(cached!.folder), {
      ...tools,
      free: () => Promise.resolve(0),
    });
    expect(model.manifest).toMatchObject({ id: ID, source: 'cache', repository: REPOSITORY, commit: COMMIT });
    const weights = path.join(model.folder, 'model.safetensors');
    expect(fs.lstatSync(weights).isFile()).toBe(true);
    expect(fs.lstatSync(weights).nlink).toBe(2);
    expect(fs.readFileSync(weights).equals(WEIGHTS)).toBe(true);
    await expect(tools.store.recorded(ID)).resolves.toMatchObject({ commit: COMMIT });
  });

  it('the cache is read from the folder of the repository or of a snapshot', async () => {
    const repo = path.join(hubCache(), `models--${REPOSITORY.replace('/', '--')}`);
    const cached = { repository: REPOSITORY, commit: COMMIT };
    await expect(readCacheFolder(repo)).resolves.toMatchObject(cached);
    await expect(readCacheFolder(path.join(repo, 'snapshots', COMMIT))).resolves.toMatchObject(cached);
    await expect(readCacheFolder(modelFolder())).resolves.toBeUndefined();
    await expect(findCached('no/such', path.dirname(repo))).resolves.toBeUndefined();
  });

  it('an incomplete cache is refused', async () => {
    const cache = hubCache();
    const snapshot = (await findCached(REPOSITORY, cache))!.folder;
    fs.rmSync(fs.realpathSync(path.join(snapshot, 'model.safetensors')));
    await expect(findCached(REPOSITORY, cache)).resolves.toBeUndefined();
  });

  it('a cache with a damaged file is refused and leaves nothing', async () => {
    const cached = (await findCached(REPOSITORY, hubCache()))!;
    fs.writeFileSync(path.join(cached.folder, 'model.safetensors'), bytesOf('rotten', WEIGHTS.length));
    const error = await failureOf(installFromFolder(await readImport(cached.folder), tools));
    expect(error.code).toBe('checksum');
    expect(error.message).toMatch(/model\.safetensors in .* is damaged/);
    expect(fs.existsSync(tools.store.folderOf(ID))).toBe(false);
  });

  it('a state of the model other than the recorded one is refused', async () => {
    await tools.store.record(ID, { commit: 'd'.repeat(40), files: [] });
    const cached = (await findCached(REPOSITORY, hubCache()))!;
    const error = await failureOf(installFromFolder(await readImport(cached.folder), tools));
    expect(error.code).toBe('checksum');
    expect(error.message).toMatch(/version of .* this machine does not expect/);
  });
});

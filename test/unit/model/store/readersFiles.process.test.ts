import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sourceOf } from '../../../../src/model/store/catalogue';
import { installFromFolder, readImport } from '../../../../src/model/store/import';
import { installFromHub } from '../../../../src/model/store/install';
import { MODEL_FILES } from '../../../../src/model/store/manifest';
import { demandIntact } from '../../../../src/model/store/verify';
import type { FakeHub } from '../../../fakes/hub';
import { withHubAndFolder } from './hubAndFolder';
import { lostOf, plant, put, readersEntries, SMALL, treeOf } from './readersTree';
import { failureOf, ID, REPOSITORY, repository, SOURCE, trial, type Trial } from './support';
import { KnownError } from '../../../../src/core/errors/knownError';

let hub: FakeHub;
let base: string;
let models: string;

withHubAndFolder((started, folder) => {
  hub = started;
  hub.publish(REPOSITORY, repository({ files: SMALL }));
  hub.publish('someone/tiny', repository({ files: SMALL }));
  base = folder;
  models = path.join(base, 'models');
});

const step = fc.oneof(
  fc.record({
    kind: fc.constant('download' as const),
    id: fc.constantFrom(ID, 'someone/tiny'),
    fault: fc.constantFrom('none', 'cut', 'corrupt', 'config'),
  }),
  fc.record({
    kind: fc.constant('import' as const),
    from: fc.constantFrom('beside/my-model', 'models/my-model', 'models/Documents', 'models/../models/acl-verbatim'),
    id: fc.constantFrom(undefined, ID, 'Documents'),
  }),
  fc.record({ kind: fc.constant('list' as const) }),
  fc.record({
    kind: fc.constant('remove' as const),
    id: fc.constantFrom(ID, 'someone/tiny', 'my-model', 'Documents'),
  }),
  fc.record({
    kind: fc.constant('put' as const),
    place: fc.constantFrom('notes.txt', 'prepared/mine.txt', 'extra').map((name) => `models/acl-verbatim/${name}`),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Runs a step as the commands do. The reader's own file is recorded with its content. */
async function run(step: Step, before: Map<string, string>): Promise<void> {
  const tools = trial(hub, models);
  switch (step.kind) {
    case 'download':
      if (step.fault === 'cut') hub.fail('cdn', { kind: 'cut', after: 1000 }, 20);
      if (step.fault === 'corrupt') hub.fail('cdn', { kind: 'corrupt' }, 20);
      if (step.fault === 'config') hub.fail('resolve', { kind: 'corrupt' }, 20);
      await installFromHub(sourceOf(step.id)!, tools);
      return;
    case 'import':
      await installFromFolder(await readImport(path.join(base, step.from), step.id), tools);
      return;
    case 'list':
      await tools.store.list();
      return;
    case 'remove':
      await tools.store.remove(step.id, { signal: tools.signal });
      return;
    case 'put':
      if (!fs.existsSync(path.join(models, ID))) return;
      put(base, { place: step.place, kind: 'file', what: 'mine' });
      // Files that somebody puts into a folder of the store must stay.
      if (fs.existsSync(path.join(base, step.place))) before.set(step.place, treeOf(base).get(step.place)!);
  }
}

describe('files that the store did not write', () => {
  it('any sequence of download, import, list and remove leaves foreign files unchanged', async () => {
    let runs = 0;
    const property = fc.asyncProperty(readersEntries, fc.array(step, { maxLength: 7 }), async (entries, steps) => {
      const place = path.join(base, String(runs++));
      const [outer, outerModels] = [base, models];
      base = place;
      models = path.join(place, 'models');
      try {
        plant(base, entries);
        const before = treeOf(base);
        for (const step of steps) {
          await run(step, before).catch((error: unknown) => {
            if (!(error instanceof KnownError)) throw error;
          });
          hub.heal();
          expect(lostOf(before, base)).toEqual([]);
        }
      } finally {
        [base, models] = [outer, outerModels];
      }
    });
    await fc.assert(property, { numRuns: 60 });
  }, 240_000);
});

describe('a folder in place of a model', () => {
  const place = (): string => path.join(models, ID);
  const foreign = (): Map<string, string> => {
    put(base, { place: 'models/acl-verbatim/tax.txt', kind: 'file', what: 'mine' });
    put(base, { place: 'models/acl-verbatim/config.json', kind: 'file', what: 'mine' });
    return treeOf(base);
  };

  it('a folder not written by the store is named, and never listed, written or removed', async () => {
    const before = foreign();
    const tools = trial(hub, models);
    await expect(tools.store.list()).resolves.toEqual([]);
    hub.requests.length = 0;
    const works = [() => installFromHub(SOURCE, tools), () => tools.store.remove(ID, { signal: tools.signal })];
    for (const work of works) {
      const error = await failureOf(work());
      expect(error.code).toBe('inTheWay');
      expect(error.message).toBe(
        `${place()} already exists, and Evidence Lens does not touch what it did not write: move it, or choose another folder.`,
      );
    }
    expect(lostOf(before, base)).toEqual([]);
    expect(hub.requests).toEqual([]);
  });

  it("a marker or manifest of another model does not make a folder the store's own", async () => {
    await installFromHub(SOURCE, trial(hub, models));
    fs.cpSync(place(), path.join(models, 'copy'), { recursive: true });
    const { store, signal } = trial(hub, models);
    expect((await failureOf(store.remove('copy', { signal }))).code).toBe('inTheWay');
    expect((await store.list()).map(({ id }) => id)).toEqual([ID]);
  });

  it('an empty folder left by a killed process is used', async () => {
    fs.mkdirSync(place(), { recursive: true });
    fs.writeFileSync(path.join(place(), '.evidence-lens.json.0a1b2c3d.tmp'), '');
    await installFromHub(SOURCE, trial(hub, models));
    const { store } = trial(hub, models);
    expect((await store.list()).map(({ id }) => id)).toEqual([ID]);
  });

  it.each(['model.safetensors.partial', 'tokenizer.json', 'manifest.json', 'prepared'])(
    'the target of a link named %s is kept',
    async (name) => {
      put(base, { place: 'beside/photos/cat.txt', kind: 'file', what: 'a cat' });
      const before = treeOf(base);
      const tools = trial(hub, models);
      await installFromHub(SOURCE, tools);
      fs.rmSync(path.join(place(), 'config.json'));
      fs.rmSync(path.join(place(), name), { force: true });
      const target = name === 'prepared' ? 'photos' : 'photos/cat.txt';
      fs.symlinkSync(path.join(base, 'beside', target), path.join(place(), name));
      await installFromHub(SOURCE, tools).catch(() => undefined);
      await tools.store.remove(ID, { signal: tools.signal });
      expect(lostOf(before, base)).toEqual([]);
      expect(fs.lstatSync(path.join(place(), name)).isSymbolicLink()).toBe(true);
    },
  );

  it.each(['model.safetensors.partial', 'manifest.json', 'config.json'])(
    'a folder named %s in place of a file is told in one sentence',
    async (name) => {
      const tools = trial(hub, models);
      await installFromHub(SOURCE, tools);
      fs.rmSync(path.join(place(), 'model.safetensors'));
      fs.rmSync(path.join(place(), name), { force: true });
      fs.mkdirSync(path.join(place(), name));
      const error = await failureOf(installFromHub(SOURCE, tools));
      expect(error.code).toBe('inTheWay');
      expect(error.message).toContain(path.join(place(), name));
    },
  );

  it('a folder of an earlier version without a marker is used and removed', async () => {
    const tools = trial(hub, models);
    await installFromHub(SOURCE, tools);
    fs.rmSync(path.join(place(), '.evidence-lens.json'));
    await expect(tools.store.find(ID)).resolves.toBeDefined();
    await expect(tools.store.remove(ID, { signal: tools.signal })).resolves.toBe(false);
    expect(fs.existsSync(place())).toBe(false);
  });
});

describe('importing a folder that is already in its place', () => {
  const inPlace = (): string => path.join(models, 'my-model');

  async function importInPlace(from = inPlace()): Promise<Trial> {
    const tools = trial(hub, models);
    await installFromFolder(await readImport(from), tools);
    return tools;
  }

  it('importing in place verifies and writes the manifest; removing takes only the manifest', async () => {
    plant(base, [{ place: 'models/my-model', kind: 'model', what: '' }]);
    put(base, { place: 'models/my-model/README.md', kind: 'file', what: 'mine' });
    const before = treeOf(base);
    const { store, signal } = await importInPlace();
    expect(lostOf(before, base)).toEqual([]);
    await expect(store.find('my-model')).resolves.toMatchObject({ manifest: { source: 'folder', adopted: true } });
    const [listed] = await store.list();
    expect(listed!.bytes).toBeGreaterThan(5000);
    await expect(store.remove('my-model', { signal })).resolves.toBe(true);
    expect(lostOf(before, base)).toEqual([]);
    expect(fs.readdirSync(inPlace()).sort()).toEqual([...MODEL_FILES, 'README.md'].sort());
    await importInPlace();
  });

  it('importing in place works through a link to the models folder', async () => {
    plant(base, [{ place: 'models/my-model', kind: 'model', what: '' }]);
    const before = treeOf(base);
    fs.symlinkSync(models, path.join(base, 'shortcut'));
    await importInPlace(path.join(base, 'shortcut', 'my-model'));
    expect(lostOf(before, base)).toEqual([]);
  });

  it("importing in place does not overwrite a reader's manifest.json", async () => {
    plant(base, [{ place: 'models/my-model', kind: 'model', what: '' }]);
    put(base, { place: 'models/my-model/manifest.json', kind: 'file', what: '{"mine":true}' });
    const before = treeOf(base);
    const error = await failureOf(importInPlace());
    expect(error.code).toBe('inTheWay');
    expect(lostOf(before, base)).toEqual([]);
  });

  it('importing in place again takes the files as they are now', async () => {
    plant(base, [{ place: 'models/my-model', kind: 'model', what: '' }]);
    const { store } = await importInPlace();
    fs.writeFileSync(path.join(inPlace(), 'tokenizer_config.json'), '{"changed":true}');
    const before = treeOf(inPlace());
    const error = await failureOf(demandIntact((await store.find('my-model'))!));
    expect(error.message).toMatch(/changed since it was verified\): remove it, then import its folder again\.$/);
    await importInPlace();
    await demandIntact((await store.find('my-model'))!);
    expect(lostOf(before, inPlace())).toEqual(['manifest.json']);
  });

  it('a damaged model imported in place is not downloaded over', async () => {
    plant(base, [{ place: 'models/acl-verbatim', kind: 'model', what: '' }]);
    const tools = await importInPlace(path.join(models, ID));
    fs.writeFileSync(path.join(models, ID, 'tokenizer.json'), 'changed by the reader');
    const before = treeOf(base);
    expect((await failureOf(installFromHub(SOURCE, tools))).code).toBe('inTheWay');
    expect(lostOf(before, base)).toEqual([]);
  });
});

it('a download never writes into files of a Hugging Face cache that a killed import has linked', async () => {
  plant(base, []);
  const blob = path.join(base, 'beside', 'blob');
  fs.writeFileSync(blob, 'another state of the weights');
  const before = treeOf(base);
  fs.mkdirSync(path.join(models, ID));
  fs.writeFileSync(path.join(models, ID, '.evidence-lens.json'), JSON.stringify({ format: 1, id: ID }));
  fs.linkSync(blob, path.join(models, ID, 'model.safetensors.partial'));
  await installFromHub(SOURCE, trial(hub, models));
  expect(lostOf(before, base)).toEqual([]);
});

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeFolder } from '../../../removeFolder';
import { Answer } from '../../../../src/core/answers/answer';
import { engineSource } from '../../../../src/core/answers/source';
import type { PaperRecord } from '../../../../src/core/questions/codec';
import { PaperStore } from '../../../../src/features/persistence/paperStore';
import { STORE_WINDOW as WINDOW } from '../../bundles';
import { answerTo, FIRST, questionOf } from '../../core/questions/support';

const record = (uri: string, question = 'Who?') => ({
  uri,
  questions: [questionOf(answerTo(question, [[FIRST, 0.5]]), { id: question })],
});

const asked = (kept: PaperRecord | undefined): string[] => kept!.questions.map(({ answer }) => answer.question).sort();

describe('the store of questions', () => {
  let folder: string;
  let store: PaperStore;

  beforeEach(() => {
    const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'evidence-store-'));
    folder = path.join(parent, 'not', 'yet', 'there');
    store = new PaperStore({ folder });
  });
  afterEach(() => {
    removeFolder(path.resolve(folder, '..', '..', '..'));
  });

  const files = (): string[] => fs.readdirSync(folder).sort();
  const onlyFile = (): string => path.join(folder, files()[0]!);

  it('written questions are read back for their paper, and none for other papers', async () => {
    expect(await store.read('file:///none.md')).toEqual({});
    await store.write(record('file:///a/paper.md', 'A?'));
    await store.write(record('file:///b/paper.md', 'B?'));
    expect(await store.read('file:///a/paper.md')).toEqual({ record: record('file:///a/paper.md', 'A?') });
    expect(await store.read('file:///b/paper.md')).toEqual({ record: record('file:///b/paper.md', 'B?') });
    expect(await store.read('file:///none.md')).toEqual({});
  });

  it('the store leaves nothing but its own files, and nothing of a forgotten paper', async () => {
    await store.write(record('file:///a.md'));
    await store.write(record('file:///a.md', 'Again?'));
    expect(files()).toHaveLength(1);
    fs.writeFileSync(onlyFile(), 'broken');
    await store.read('file:///a.md');
    await store.write(record('file:///a.md'));
    expect(files()).toHaveLength(2);
    await store.delete('file:///a.md');
    expect(files()).toEqual([]);
  });

  /** Changes the header of the only stored record. */
  function edit(change: (header: string) => string, file = onlyFile()): void {
    const record = gunzipSync(fs.readFileSync(file));
    const length = record.readUInt32LE(8);
    const header = change(record.subarray(12, 12 + length).toString());
    const bytes = Buffer.from(header.padEnd(header.length + ((4 - (Buffer.byteLength(header) % 4)) % 4)));
    const size = Buffer.alloc(4);
    size.writeUInt32LE(bytes.length);
    fs.writeFileSync(file, gzipSync(Buffer.concat([record.subarray(0, 8), size, bytes, record.subarray(12 + length)])));
  }

  const set = (name: string, value: string) => () =>
    edit((header) => header.replace(new RegExp(`"${name}":("[^"]*"|[^,}]*)`), `"${name}":${value}`));

  it.each([
    ['is no archive', () => fs.writeFileSync(onlyFile(), fs.readFileSync(onlyFile()).subarray(3))],
    ['was cut off', () => fs.writeFileSync(onlyFile(), fs.readFileSync(onlyFile()).subarray(0, 200))],
    ['holds something else', () => fs.writeFileSync(onlyFile(), gzipSync('{}'))],
    ['is empty', () => fs.writeFileSync(onlyFile(), '')],
    ['was asked beyond all time', set('askedAt', '1e300')],
    ['was asked at no time', set('askedAt', '"now"')],
    ['has no paper', set('uri', '7')],
    ['has a colour that there is not', set('slot', '6')],
    ['has a colour that is none', set('slot', '{}')],
    ['has a question that is none', set('question', '[]')],
    ['has a pin that is none', set('pinned', '1')],
    ['has a threshold that is none', () => edit((header) => header.replace('"uri"', '"threshold":7,"uri"'))],
    ['has a text that is none', () => edit((header) => header.replace('"texts":[', '"texts":[null,'))],
    ['has an outline of something else', () => edit((header) => header.replace(/"end":\d+/g, '"end":1e9'))],
    ['runs still', set('state', '"running"')],
    ['has a score beyond 1', set('score', '7')],
  ])('a file that %s is set aside as a whole, and the store goes on', async (_, damage) => {
    await store.write(record('file:///a.md'));
    damage();
    const damaged = fs.readFileSync(onlyFile());
    const { record: none, setAside } = await store.read('file:///a.md');
    expect(none).toBeUndefined();
    expect(fs.readFileSync(setAside!.file)).toEqual(damaged);
    expect(await store.read('file:///a.md')).toEqual({});
    await store.write(record('file:///a.md'));
    expect((await store.read('file:///a.md')).record).toBeDefined();
    expect(fs.readFileSync(setAside!.file)).toEqual(damaged);
  });

  it('several damaged files are set aside one after another without loss', async () => {
    for (const content of ['one', 'two', 'three']) {
      await store.write(record('file:///a.md'));
      fs.writeFileSync(store.fileOf('file:///a.md'), content);
      await new PaperStore({ folder }).write(record('file:///a.md'));
    }
    const aside = files().filter((name) => name.includes('.corrupt'));
    expect(aside.map((name) => fs.readFileSync(path.join(folder, name), 'utf8'))).toEqual(['one', 'two', 'three']);
  });

  it('a record of a later version stays in place, newer questions are kept beside it, and an update reads both', async () => {
    const uri = 'file:///a.md';
    await store.write(record(uri, 'Before?'));
    edit((header) => header.replace('"version":', '"version":1'));
    const later = fs.readFileSync(store.fileOf(uri));
    const window = new PaperStore({ folder });
    expect(await window.read(uri)).toEqual({ newer: store.fileOf(uri) });
    await window.write(record(uri, 'Since?'));
    await window.write({ uri, questions: [...record(uri, 'And?').questions, ...record(uri, 'Since?').questions] });
    expect(fs.readFileSync(store.fileOf(uri))).toEqual(later);

    const again = await new PaperStore({ folder }).read(uri);
    expect(again.newer).toBe(store.fileOf(uri));
    expect(asked(again.record)).toEqual(['And?', 'Since?']);

    // The update: the new version can read this file.
    edit((header) => header.replace('"version":1', '"version":'), store.fileOf(uri));
    const updated = new PaperStore({ folder });
    const kept = await updated.read(uri);
    expect(kept.newer).toBeUndefined();
    expect(asked(kept.record)).toEqual(['And?', 'Before?', 'Since?']);
    await updated.write(kept.record!);
    expect(files()).toHaveLength(1);
    expect(asked((await store.read(uri)).record)).toEqual(['And?', 'Before?', 'Since?']);
  });

  it('a paper of a later version is renamed without being read', async () => {
    await store.write(record('file:///x/a.md'));
    edit((header) => header.replace('"version":', '"version":1'));
    const later = fs.readFileSync(onlyFile());
    await store.move('file:///x', 'file:///y');
    expect(fs.readFileSync(store.fileOf('file:///y/a.md'))).toEqual(later);
    await store.move('file:///y/a.md', 'file:///b.md');
    expect(fs.readFileSync(onlyFile())).toEqual(later);
    expect(onlyFile()).toBe(store.fileOf('file:///b.md'));
  });

  it('forgetting leaves a record of a later version, and says so', async () => {
    const uri = 'file:///a.md';
    await store.write(record(uri, 'Before?'));
    edit((header) => header.replace('"version":', '"version":1'));
    const later = fs.readFileSync(store.fileOf(uri));
    await store.write(record(uri, 'Since?'));
    expect(await store.delete(uri)).toBe(store.fileOf(uri));
    expect(files()).toEqual([path.basename(store.fileOf(uri))]);
    expect(fs.readFileSync(onlyFile())).toEqual(later);
  });

  it.each(['alone', 'with its folder'])(
    'a paper of a later version is renamed %s together with what was asked since and what the new name had',
    async (how) => {
      const [from, to] = ['file:///x/a.md', 'file:///y/a.md'];
      await store.write(record(from, 'Before?'));
      edit((header) => header.replace('"version":', '"version":1'));
      await store.write(record(from, 'Since?'));
      await store.write(record(to, 'There?'));
      await (how === 'alone' ? store.move(from, to) : store.move('file:///x', 'file:///y'));
      expect(await store.read(from)).toEqual({});
      edit((header) => header.replace('"version":1', '"version":'), store.fileOf(to));
      expect(asked((await store.read(to)).record)).toEqual(['Before?', 'Since?', 'There?']);
    },
  );

  it('a paper renamed to a name that had questions keeps those of both, also after this window writes again', async () => {
    const [from, to] = ['file:///a.md', 'file:///b.md'];
    await store.write(record(from, 'Moved?'));
    await store.write(record(to, 'There?'));
    await store.move(from, to);
    expect(asked((await new PaperStore({ folder }).read(to)).record)).toEqual(['Moved?', 'There?']);
    await store.write(record(to, 'There?'));
    expect(asked((await store.read(to)).record)).toEqual(['Moved?', 'There?']);
  });

  it('a record of a later version never replaces another one when papers are renamed', async () => {
    const uris = ['file:///a.md', 'file:///b.md'] as const;
    for (const uri of uris) {
      await store.write(record(uri));
      edit((header) => header.replace('"version":', '"version":1'), store.fileOf(uri));
    }
    const before = uris.map((uri) => fs.readFileSync(store.fileOf(uri)));
    await store.move(...uris);
    expect(uris.map((uri) => fs.readFileSync(store.fileOf(uri)))).toEqual(before);
  });

  it('moving a folder moves all its papers, but none of a folder with a similar name', async () => {
    for (const uri of ['file:///x/a.md', 'file:///x/y/b.md', 'file:///xy/c.md']) await store.write(record(uri, uri));
    await store.move('file:///x', 'file:///z');
    expect((await store.read('file:///z/a.md')).record?.questions[0]?.id).toBe('file:///x/a.md');
    expect((await store.read('file:///z/y/b.md')).record?.uri).toBe('file:///z/y/b.md');
    expect((await store.read('file:///xy/c.md')).record).toBeDefined();
    expect(await store.read('file:///x/a.md')).toEqual({});
    await store.move('file:///z/a.md', 'file:///a.md');
    expect((await store.read('file:///a.md')).record?.uri).toBe('file:///a.md');
    expect(files()).toHaveLength(3);
  });

  it('the store is limited: records unused for longest go first, never the one just written', async () => {
    await store.write(record('file:///size.md'));
    const size = fs.statSync(onlyFile()).size;
    await store.delete('file:///size.md');
    const small = new PaperStore({ folder, maxBytes: Math.round(size * 3.5) });
    for (const [index, name] of ['a', 'b', 'c'].entries()) {
      await small.write(record(`file:///${name}.md`));
      const file = files()
        .map((f) => path.join(folder, f))
        .sort((x, y) => fs.statSync(y).mtimeMs - fs.statSync(x).mtimeMs)[0]!;
      fs.utimesSync(file, index + 1, index + 1);
    }
    await small.read('file:///a.md');
    await small.write(record('file:///d.md'));
    const has = async (name: string): Promise<boolean> => (await small.read(`file:///${name}.md`)).record !== undefined;
    expect(await Promise.all(['a', 'b', 'c', 'd'].map(has))).toEqual([true, false, true, true]);
    const tiny = new PaperStore({ folder, maxBytes: 1 });
    await tiny.write(record('file:///e.md'));
    expect(files()).toHaveLength(1);
    expect((await tiny.read('file:///e.md')).record).toBeDefined();
  });

  describe('two windows with one store', () => {
    const uri = 'file:///a.md';
    let first: PaperStore;
    let second: PaperStore;
    beforeEach(() => {
      [first, second] = [new PaperStore({ folder }), new PaperStore({ folder })];
    });

    it('questions of both windows are kept, whoever writes last, and however often', async () => {
      await Promise.all([first.read(uri), second.read(uri)]);
      const mine = record(uri, 'Mine?');
      const theirs = record(uri, 'Theirs?');
      await first.write(mine);
      await second.write(theirs);
      await first.write({ uri, questions: [...record(uri, 'More?').questions, ...mine.questions] });
      await second.write({ ...theirs, threshold: 0.4 });
      const kept = (await new PaperStore({ folder }).read(uri)).record;
      expect(asked(kept)).toEqual(['Mine?', 'More?', 'Theirs?']);
      expect(kept!.threshold).toBe(0.4);
    });

    it('many simultaneous writes lose nothing', async () => {
      const windows = Array.from({ length: 8 }, () => new PaperStore({ folder }));
      await Promise.all(windows.map((window, index) => window.write(record(uri, `Question ${index}?`))));
      expect(asked((await first.read(uri)).record)).toEqual(windows.map((_, index) => `Question ${index}?`));
      expect(files()).toHaveLength(1);
    });

    it('simultaneous writes of two processes lose nothing', async () => {
      const run = (name: string): Promise<unknown> =>
        once(spawn(process.execPath, [WINDOW, folder, uri, name]), 'exit');
      expect(await Promise.all([run('a'), run('b')])).toEqual([
        [0, null],
        [0, null],
      ]);
      const all = ['a', 'b'].flatMap((name) => Array.from({ length: 10 }, (_, index) => `${name}${index}?`));
      expect(asked((await first.read(uri)).record)).toEqual(all);
    });

    it('what one window removed is removed, and what the other has changed since is kept', async () => {
      await first.write({ uri, questions: ['A?', 'B?', 'C?'].flatMap((name) => record(uri, name).questions) });
      const { record: inSecond } = await second.read(uri);
      const { record: inFirst } = await first.read(uri);
      const without = (name: string) => inFirst!.questions.filter(({ id }) => id !== name);
      // The first window removes one question and renames another; the second removes a third.
      await first.write({
        uri,
        questions: without('A?').map((question) => (question.id === 'B?' ? { ...question, name: 'Named' } : question)),
      });
      await second.write({ uri, questions: inSecond!.questions.filter(({ id }) => id !== 'C?') });
      const kept = (await new PaperStore({ folder }).read(uri)).record!;
      expect(kept.questions.map(({ id, name }) => [id, name])).toEqual([['B?', 'Named']]);
    });

    it('the earlier answer of a question stays while one window asks it again', async () => {
      await first.write(record(uri, 'A?'));
      const { record: before } = await first.read(uri);
      const [question] = before!.questions;
      const running = { ...question!, answer: new Answer('A?', engineSource('keyword'), question!.answer.text) };
      await first.write({ uri, questions: [running] });
      expect(asked((await second.read(uri)).record)).toEqual(['A?']);
      // The same question has become complete.
      Object.assign(running.answer, answerTo('A?', [[FIRST, 0.7]]));
      await first.write({ uri, questions: [running] });
      expect((await second.read(uri)).record!.questions[0]!.answer.highestScore(0, 1000)).toBe(0.7);
    });

    it('forgetting works for both windows, and an empty record leaves no file', async () => {
      await first.write(record(uri, 'A?'));
      await second.read(uri);
      await second.delete(uri);
      expect(files()).toEqual([]);
      await first.write({ uri, questions: [] });
      expect(files()).toEqual([]);
    });
  });

  it('questions kept with a workspace are taken over once and merged with those in the store', async () => {
    const before = path.join(path.dirname(folder), 'before');
    const old = new PaperStore({ folder: before });
    for (const uri of ['file:///a.md', 'file:///b.md', 'file:///c.md']) await old.write(record(uri, `Old ${uri}`));
    fs.writeFileSync(old.fileOf('file:///c.md'), 'damaged');
    await store.write(record('file:///b.md', 'New'));
    await store.write(record('file:///c.md', 'New'));

    const windows = [new PaperStore({ folder, before }), new PaperStore({ folder, before })];
    for (const window of windows) {
      expect(asked((await window.read('file:///a.md')).record)).toEqual(['Old file:///a.md']);
      expect(asked((await window.read('file:///b.md')).record)).toEqual(['New', 'Old file:///b.md']);
      expect(asked((await window.read('file:///c.md')).record)).toEqual(['New']);
    }
    // A record that cannot be read is kept.
    expect(fs.readdirSync(before)).toEqual([path.basename(old.fileOf('file:///c.md'))]);
    fs.rmSync(old.fileOf('file:///c.md'));
    await new PaperStore({ folder, before }).read('file:///a.md');
    expect(fs.existsSync(before)).toBe(false);
  });

  it.runIf(process.platform !== 'win32')('a pipe in place of a record is not waited for', async () => {
    await store.write(record('file:///a.md'));
    const file = store.fileOf('file:///a.md');
    fs.rmSync(file);
    expect(spawnSync('mkfifo', [file]).status).toBe(0);
    await expect(store.read('file:///a.md')).rejects.toThrow(/is no file/);
  });

  it('the store says why it cannot write', async () => {
    fs.mkdirSync(path.dirname(folder), { recursive: true });
    fs.writeFileSync(folder, 'a file where the folder should be');
    await expect(store.write(record('file:///a.md'))).rejects.toThrow(/EEXIST|ENOTDIR/);
    expect(fs.readdirSync(path.dirname(folder))).toHaveLength(1);
  });
});

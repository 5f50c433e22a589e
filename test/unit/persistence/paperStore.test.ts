import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PaperStore } from '../../../src/features/persistence/paperStore';
import { answerTo, FIRST, questionOf } from '../questions/support';

const record = (uri: string, question = 'Who?') => ({
  uri,
  questions: [questionOf(answerTo(question, [[FIRST, 0.5]]))],
});

describe('the store of papers', () => {
  let folder: string;
  let store: PaperStore;

  beforeEach(() => {
    const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'evidence-store-'));
    folder = path.join(parent, 'not', 'yet', 'there');
    store = new PaperStore(folder);
  });
  afterEach(() => {
    fs.rmSync(path.resolve(folder, '..', '..', '..'), { recursive: true, force: true });
  });

  const files = (): string[] => fs.readdirSync(folder).sort();
  const onlyFile = (): string => path.join(folder, files()[0]!);

  it('gives back what was written, by paper, and nothing for others', async () => {
    expect(await store.read('file:///none.md')).toEqual({});
    await store.write(record('file:///a/paper.md', 'A?'));
    await store.write(record('file:///b/paper.md', 'B?'));
    expect(await store.read('file:///a/paper.md')).toEqual({ record: record('file:///a/paper.md', 'A?') });
    expect(await store.read('file:///b/paper.md')).toEqual({ record: record('file:///b/paper.md', 'B?') });
    expect(await store.read('file:///none.md')).toEqual({});
  });

  it('leaves nothing but its files, and nothing at all of a forgotten paper', async () => {
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

  it.each([
    ['is no archive', (bytes: Buffer) => bytes.subarray(3), 'corrupt'],
    ['was cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2), 'corrupt'],
    ['holds something else', () => gzipSync('{}'), 'corrupt'],
    ['is empty', () => Buffer.alloc(0), 'corrupt'],
    [
      'is of a later version',
      (bytes: Buffer) =>
        gzipSync(Buffer.from(gunzipSync(bytes).toString('latin1').replace('"version":1', '"version":9'), 'latin1')),
      'newer',
    ],
  ] as const)('sets aside a file that %s, once, and goes on', async (_, damage, reason) => {
    await store.write(record('file:///a.md'));
    fs.writeFileSync(onlyFile(), damage(fs.readFileSync(onlyFile())));
    const damaged = fs.readFileSync(onlyFile());
    const { record: none, setAside } = await store.read('file:///a.md');
    expect(none).toBeUndefined();
    expect(setAside?.reason).toBe(reason);
    expect(fs.readFileSync(setAside!.file)).toEqual(damaged);
    expect(await store.read('file:///a.md')).toEqual({});
    await store.write(record('file:///a.md'));
    expect((await store.read('file:///a.md')).record).toBeDefined();
  });

  it('moves a paper, and all papers of a folder, but none of a folder whose name begins alike', async () => {
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

  it('is bounded: what was not of use for longest goes first, never what was just written', async () => {
    await store.write(record('file:///size.md'));
    const size = fs.statSync(onlyFile()).size;
    await store.delete('file:///size.md');
    const small = new PaperStore(folder, Math.round(size * 3.5));
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
    const tiny = new PaperStore(folder, 1);
    await tiny.write(record('file:///e.md'));
    expect(files()).toHaveLength(1);
    expect((await tiny.read('file:///e.md')).record).toBeDefined();
  });

  it('says why it cannot write', async () => {
    fs.mkdirSync(path.dirname(folder), { recursive: true });
    fs.writeFileSync(folder, 'a file where the folder should be');
    await expect(store.write(record('file:///a.md'))).rejects.toThrow(/EEXIST|ENOTDIR/);
    expect(fs.readdirSync(path.dirname(folder))).toHaveLength(1);
  });
});

import { mkdir, open, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_WINDOW_OPTIONS, type ProcessOptions } from '../../../../src/core/process/types';
import { loadOnnxEngine } from '../../../../src/inference/onnx/engine';
import type { OnnxSpec } from '../../../../src/inference/protocol';
import { modelFolder, specOf, temporaryFolder } from './fixtures';

const TEXT = 'The recordings were collected from forty volunteers in a quiet room. '.repeat(3);

/** No threshold, so that every token's probability is visible. */
const OPTIONS: ProcessOptions = {
  ...DEFAULT_WINDOW_OPTIONS,
  threshold: 0,
  min_span_chars: 0,
  merge_gap_chars: 0,
  return_sentence_metrics: true,
};

let prepared: string;
beforeEach(async () => {
  prepared = join(await temporaryFolder(), 'prepared');
});

/** All probabilities of a text, taken from the spans at a threshold near 0. */
async function answer(spec: OnnxSpec): Promise<unknown> {
  const engine = await loadOnnxEngine(spec);
  try {
    return await engine.process!('recordings', { text: TEXT, section: '' }, OPTIONS, new AbortController().signal);
  } finally {
    await engine.dispose();
  }
}

async function preparedFile(): Promise<string> {
  const [state] = await readdir(prepared);
  const name = (await readdir(join(prepared, state!))).find((file) => file.endsWith('.safetensors'));
  return join(prepared, state!, name!);
}

/** Overwrites the last two thirds of a file. With `keepTime`, its time of change stays. */
async function spoil(file: string, byte: number, keepTime: boolean): Promise<void> {
  const { size, atime, mtime } = await stat(file);
  const handle = await open(file, 'r+');
  const start = Math.floor(size / 3);
  await handle.write(Buffer.alloc(size - start, byte), 0, size - start, start);
  await handle.close();
  if (keepTime) await utimes(file, atime, mtime);
}

describe.each([
  ['half', 'fp32'],
  ['single', 'int8'],
] as const)('files made from the weights of %s in %s', (name, precision) => {
  const spec = (): OnnxSpec => specOf(modelFolder(name), prepared, precision);

  it('a prepared file with zeros written over it is made again', async () => {
    const right = await answer(spec());
    const file = await preparedFile();
    const made = await readFile(file);
    await spoil(file, 0, false);
    expect(await answer(spec())).toEqual(right);
    expect((await readFile(file)).equals(made)).toBe(true);
  });

  it('a prepared file with a renamed tensor is made again', async () => {
    const right = await answer(spec());
    const file = await preparedFile();
    const bytes = await readFile(file);
    const at = bytes.indexOf('final_norm');
    bytes.write('lanif_norm', at);
    await writeFile(file, bytes);
    expect(await answer(spec())).toEqual(right);
  });

  it('a prepared file without a note, as from earlier versions, is made again', async () => {
    const right = await answer(spec());
    const file = await preparedFile();
    await rm(`${file}.json`);
    await spoil(file, 0, true);
    expect(await answer(spec())).toEqual(right);
  });

  it('a prepared file with only a new time is hashed once and kept', async () => {
    const right = await answer(spec());
    const file = await preparedFile();
    const { ino } = await stat(file);
    await utimes(file, new Date(1000), new Date(1000));
    expect(await answer(spec())).toEqual(right);
    expect((await stat(file)).ino).toBe(ino);
    expect(JSON.parse(await readFile(`${file}.json`, 'utf8'))).toMatchObject({ mtimeMs: 1000 });
  });

  it('a folder in place of a prepared file is refused in one sentence', async () => {
    await answer(spec());
    const file = await preparedFile();
    await rm(file);
    await mkdir(file);
    await expect(answer(spec())).rejects.toMatchObject({
      code: 'inTheWay',
      message: expect.stringContaining(`${file} already exists`) as string,
    });
  });

  it('a prepared file is never written through a link', async () => {
    const elsewhere = await temporaryFolder();
    await symlink(elsewhere, prepared);
    await expect(answer(spec())).rejects.toMatchObject({ code: 'inTheWay' });
    expect(await readdir(elsewhere)).toEqual([]);
  });
});

it('damage without a new file time is found when the model computes NaN, and the file is made again', async () => {
  const spec = specOf(modelFolder('half'), prepared);
  const right = await answer(spec);
  await spoil(await preparedFile(), 0xff, true);
  expect(await answer(spec)).toEqual(right);
});

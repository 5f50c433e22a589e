import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PAGE_BYTES } from '../../../src/library/diskFiles';
import { PaperIndex } from '../../../src/library/paperIndex';

const WASM = readFileSync(createRequire(import.meta.url).resolve('@sqlite.org/sqlite-wasm/sqlite3.wasm'));
const disk = vi.hoisted(() => ({ isFull: false }));

/** The real disk, until it is full. */
vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  const writeSync = (...args: Parameters<typeof real.writeSync>): number => {
    if (disk.isFull) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    return real.writeSync(...args);
  };
  return { ...real, writeSync };
});

function flipped(bytes: Buffer, at: number): Buffer {
  bytes[at]! ^= 1;
  return bytes;
}

describe('an index in a file', () => {
  let index: PaperIndex;
  let other: PaperIndex;
  let folder: string;
  let file: string;
  beforeAll(async () => {
    index = await PaperIndex.load(WASM);
    other = await PaperIndex.load(WASM);
  });
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'evidence-index-'));
    file = path.join(folder, 'papers.index');
  });
  afterEach(() => {
    disk.isFull = false;
    index.clear();
    other.clear();
    rmSync(folder, { recursive: true });
  });

  const put = (name: string, text: string): number =>
    index.put({ address: `file:///${name}.md`, stamp: '1' }, text, 'markdown');
  const names = (from: PaperIndex): string[] => from.papers().map(({ address }) => address.slice(8, -3));
  /** What a process finds that starts after this one was killed: the files as they are now. */
  const found = (): string[] => {
    const copy = path.join(folder, 'copy');
    for (const end of ['', '-journal']) if (existsSync(file + end)) copyFileSync(file + end, copy + end);
    expect(['restored', 'new']).toContain(other.open(copy));
    return names(other);
  };
  /** Papers without a word in common, so that each adds pages. */
  const fill = (papers: number): void => {
    for (let paper = 0; paper < papers; paper++) {
      const words = Array.from({ length: 400 }, (_, word) => `w${(paper * 400 + word).toString(36)}x`);
      put(`filler-${paper}`, `# Filler\n\n${words.join(' ')}.\n`);
    }
  };

  it('an index in a file is there for the next process once it is saved, and keeps working', () => {
    expect(index.open(file)).toBe('new');
    put('runs', 'Forty volunteers ran.');
    expect(found()).toEqual([]);
    index.save();
    expect(found()).toEqual(['runs']);
    index.clear();
    expect(index.open(file)).toBe('restored');
    put('more', 'Volunteers again.');
    expect(index.search('volunteers', 10)).toHaveLength(2);
  });

  it('an index in a file is stored now and then during a long indexing, so that a process that is killed loses little', () => {
    index.open(file);
    put('runs', 'Forty volunteers ran.');
    put('long', ' '.repeat(16_000_000));
    put('late', 'Volunteers again.');
    expect(found()).toEqual(['runs', 'long']);
  });

  it('an index in a file writes what a paper changes, not all of itself', () => {
    index.open(file);
    fill(450);
    index.save();
    const before = readFileSync(file);
    put('runs', 'Forty volunteers ran.');
    index.save();
    const after = readFileSync(file);
    let changed = 0;
    for (let at = 0; at < after.length; at += PAGE_BYTES) {
      if (!after.subarray(at, at + PAGE_BYTES).equals(before.subarray(at, at + PAGE_BYTES))) changed++;
    }
    expect(before.length / PAGE_BYTES).toBeGreaterThan(200);
    expect(changed).toBeLessThan(20);
  });

  it('an index in a file keeps what it has when the disk is full, and takes more when there is room again', () => {
    index.open(file);
    put('runs', 'Forty volunteers ran.');
    index.save();
    put('more', 'Volunteers again.');
    disk.isFull = true;
    let thrown: unknown;
    try {
      index.save();
    } catch (error) {
      thrown = error;
    }
    expect(index.isFull(thrown)).toBe(true);
    index.undo();
    expect(names(index)).toEqual(['runs']);
    expect(index.search('volunteers', 10)).toHaveLength(1);
    disk.isFull = false;
    put('more', 'Volunteers again.');
    index.save();
    expect(found()).toEqual(['runs', 'more']);
  });

  it('of another version is replaced by an empty one', () => {
    index.open(file);
    put('runs', 'Forty volunteers ran.');
    index.save();
    index.clear();
    const bytes = readFileSync(file);
    // The form of earlier versions: a checksum, then the database.
    writeFileSync(file, Buffer.concat([Buffer.alloc(32), bytes]));
    expect(index.open(file)).toBe('otherVersion');
    expect(names(index)).toEqual([]);
    put('runs', 'Forty volunteers ran.');
    index.save();
    expect(found()).toEqual(['runs']);
  });

  it.each([
    ['a byte in its middle', (bytes: Buffer) => flipped(bytes, bytes.length / 2)],
    ['its first page', (bytes: Buffer) => bytes.fill(0, 100, 4000)],
    ['its last byte', (bytes: Buffer) => flipped(bytes, bytes.length - 1)],
    ['its end', (bytes: Buffer) => bytes.subarray(0, -PAGE_BYTES)],
    ['half a page', (bytes: Buffer) => bytes.subarray(0, -PAGE_BYTES / 2)],
    ['all but its beginning', (bytes: Buffer) => bytes.subarray(0, 20)],
    ['all', () => Buffer.from('short')],
  ])('is set aside and made anew when it has lost %s', (_what, damage) => {
    index.open(file);
    fill(20);
    index.save();
    index.clear();
    writeFileSync(file, damage(readFileSync(file)));
    expect(index.open(file)).toBe('damaged');
    expect(existsSync(`${file}.damaged`)).toBe(true);
    put('runs', 'Forty volunteers ran.');
    index.save();
    expect(found()).toEqual(['runs']);
  });

  it('in a place where nothing can be written is refused, and the index then lies in memory', () => {
    put('runs', 'Forty volunteers ran.');
    expect(() => index.open(folder)).toThrow();
    expect(names(index)).toEqual([]);
    put('runs', 'Forty volunteers ran.');
    expect(index.search('volunteers', 10)).toHaveLength(1);
  });
});

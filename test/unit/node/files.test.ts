import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWhole } from '../../../src/node/files';

describe('a file that is written whole or not at all', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'evidence-files-'));
    file = path.join(folder, 'kept.txt');
    writeFileSync(file, 'before');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('a file that is written whole or not at all has all pieces in their order, and nothing lies beside it', async () => {
    await writeWhole(file, async (write) => {
      for (const piece of ['af', 'ter']) await write(Buffer.from(piece));
    });
    expect(readFileSync(file, 'utf8')).toBe('after');
    expect(readdirSync(folder)).toEqual(['kept.txt']);
  });

  it('stays as it was when the writing fails halfway', async () => {
    const writing = writeWhole(file, async (write) => {
      await write(Buffer.from('half'));
      throw new Error('the source has gone');
    });
    await expect(writing).rejects.toThrow('the source has gone');
    expect(readFileSync(file, 'utf8')).toBe('before');
    expect(readdirSync(folder)).toEqual(['kept.txt']);
  });

  it('a file that is written whole or not at all is not written over a folder', async () => {
    await expect(writeWhole(folder, 'x')).rejects.toMatchObject({ code: 'inTheWay' });
    expect(readdirSync(folder)).toEqual(['kept.txt']);
  });
});

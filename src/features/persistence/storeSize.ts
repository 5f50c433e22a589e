import * as fs from 'node:fs/promises';
import * as path from 'node:path';

/** The most bytes of saved questions, all papers together. */
export const MAX_STORE_BYTES = 500 * 1024 * 1024;

/** Temporary files older than this are deleted, milliseconds: an interrupted write left them. */
const LEFT_OVER_MS = 60 * 60_000;

/**
 * Limits the total size of the files in a folder. It deletes those that were not used for longest, but never the one just written.
 *
 * @param ending part of the names that count; files that were set aside have another ending after it
 */
export async function boundFolder(folder: string, ending: string, maxBytes: number, written: string): Promise<void> {
  const names = (await fs.readdir(folder)).filter((name) => name.includes(ending) && !name.endsWith('.lock'));
  const files = await Promise.all(names.map((name) => sizeOf(path.join(folder, name))));
  const [unfinished, whole] = [true, false].map((is) => files.filter(({ file }) => file.endsWith('.tmp') === is));
  for (const { file, usedAt } of unfinished!) {
    if (Date.now() - usedAt > LEFT_OVER_MS) await fs.rm(file, { force: true });
  }
  let total = whole!.reduce((sum, { size }) => sum + size, 0);
  for (const { file, size } of whole!.sort((a, b) => a.usedAt - b.usedAt)) {
    if (total <= maxBytes) return;
    if (file === written) continue;
    await fs.rm(file, { force: true });
    total -= size;
  }
}

/** Another window may delete a file at any time: a file that is gone has size 0. */
async function sizeOf(
  file: string,
): Promise<{ readonly file: string; readonly size: number; readonly usedAt: number }> {
  const { size, mtimeMs } = await fs.stat(file).catch(() => ({ size: 0, mtimeMs: 0 }));
  return { file, size, usedAt: mtimeMs };
}

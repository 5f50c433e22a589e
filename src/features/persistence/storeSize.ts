import * as fs from 'node:fs/promises';
import * as path from 'node:path';

/** What is left of a write that was cut off, once it is this old, milliseconds. */
const LEFT_OVER_MS = 60 * 60_000;

/**
 * Bounds the size of the files of a folder: those that were not read or written for longest go first, and never the one that was just written.
 *
 * @param ending of the names that count; what was set aside has more behind it
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

/** Another window can take a file away at any time: what is gone has no size. */
async function sizeOf(
  file: string,
): Promise<{ readonly file: string; readonly size: number; readonly usedAt: number }> {
  const { size, mtimeMs } = await fs.stat(file).catch(() => ({ size: 0, mtimeMs: 0 }));
  return { file, size, usedAt: mtimeMs };
}

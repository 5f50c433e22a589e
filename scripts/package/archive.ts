/** Reads packages. A VSIX is a ZIP file. */
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';

/** The file names in a package, in its order. */
export async function namesIn(vsix: string): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of (await openPromise(vsix)).eachEntry()) names.push(entry.fileName);
  return names;
}

/** The texts of some files in a package, by name. */
export async function readTexts(vsix: string, names: readonly string[]): Promise<Map<string, string>> {
  const zip = await openPromise(vsix);
  const texts = new Map<string, string>();
  for await (const entry of zip.eachEntry()) {
    if (!names.includes(entry.fileName)) continue;
    texts.set(entry.fileName, await text(await zip.openReadStreamPromise(entry)));
  }
  return texts;
}

/** Unpacks a package into a folder. */
export async function unpack(vsix: string, folder: string): Promise<void> {
  const zip = await openPromise(vsix);
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    const file = join(folder, entry.fileName);
    mkdirSync(dirname(file), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(file));
  }
}

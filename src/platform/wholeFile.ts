import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';

/** Writes a file whole or not at all: a temporary file beside it, synced, then renamed. */
export async function writeWhole(file: string, content: Uint8Array): Promise<void> {
  const temporary = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const handle = await fs.open(temporary, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.rename(temporary, file);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw error;
  }
}

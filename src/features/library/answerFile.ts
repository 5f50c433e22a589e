import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { decodeLibraryAnswer, encodeLibraryAnswer } from '../../core/library/codec';
import type { LibraryAnswer } from '../../core/library/libraryAnswer';
import { makeFolders, readBytes, writeWhole } from '../../node/files';
import { systemCode } from '../../node/systemErrors';
import { log } from '../../platform/log';

/** A larger answer is not kept, bytes before it is compressed: it holds the texts of its papers. */
const MAX_BYTES = 200_000_000;

/** Keeps the latest answer of all papers between sessions. What cannot be kept or read is asked again, so it is only logged. */
export class AnswerFile {
  /** @param file undefined when the workspace has no storage on a disk */
  constructor(private readonly file: string | undefined) {}

  async write(answer: LibraryAnswer): Promise<void> {
    if (this.file === undefined) return;
    try {
      const bytes = encodeLibraryAnswer(answer);
      if (bytes.length > MAX_BYTES) return await fs.rm(this.file, { force: true });
      await makeFolders(path.dirname(this.file));
      await writeWhole(this.file, await promisify(gzip)(bytes));
    } catch (error) {
      log.warn(`the answer of all papers was not kept: ${String(error)}`);
    }
  }

  async read(): Promise<LibraryAnswer | undefined> {
    if (this.file === undefined) return undefined;
    try {
      return decodeLibraryAnswer(
        await promisify(gunzip)(await readBytes(this.file, MAX_BYTES), { maxOutputLength: MAX_BYTES }),
      );
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') log.warn(`the kept answer of all papers was not read: ${String(error)}`);
      return undefined;
    }
  }
}

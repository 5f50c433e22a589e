import * as path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FilePaper } from '../../core/paper/fileText';
import { readPaperFile } from '../input';
import { KnownError } from '../../core/errors/knownError';

/** A paper that an agent named. */
export interface NamedPaper extends FilePaper {
  /** `file:` URI of its absolute path. */
  readonly uri: string;
}

/** Reads the file that an agent names: an absolute path, a path relative to the working directory, or a `file:` URI. */
export async function readNamedPaper(file: string): Promise<NamedPaper> {
  const absolute = path.resolve(pathOf(file));
  try {
    const paper = await readPaperFile(absolute);
    if (paper.text.includes('\0')) throw new KnownError('usage', `${file}: this is not text`);
    if (paper.text.trim() === '') throw new KnownError('usage', `${file}: this paper is empty`);
    return { ...paper, uri: pathToFileURL(absolute).href };
  } catch (error) {
    if (!(error instanceof KnownError) || error.code !== 'usage') throw error;
    throw new KnownError(
      'badToolInput',
      `${error.message}. Give a text file (markdown is read best), absolute or relative to ${process.cwd()}.`,
    );
  }
}

function pathOf(file: string): string {
  if (file.includes('\0'))
    throw new KnownError('badToolInput', "'file' holds a null character: give the path of a text file.");
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(file)) return file;
  try {
    return fileURLToPath(file);
  } catch {
    throw new KnownError('badToolInput', `${file}: only file: URIs of this machine can be read; give a path.`);
  }
}

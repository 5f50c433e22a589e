import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { type FilePaper, paperOfFile } from '../core/paper/fileText';
import { isNotebook } from '../core/paper/format';
import { MAX_TEXT_CHARS } from '../core/text/readable';
import { KnownError } from '../core/errors/knownError';

/** The argument that means standard input. */
const STDIN = '-';
/** The longest text that can be read, bytes: a UTF-16 unit takes at most three bytes in UTF-8, and the BOM three more. */
const MAX_BYTES = MAX_TEXT_CHARS * 3 + 3;
/** The longest notebook, bytes: its pictures and other outputs are not part of the paper, which has the limit of any paper. */
const MAX_NOTEBOOK_BYTES = 256_000_000;

/** Reads a paper from a file, or from standard input for `-`. Rejects with a `KnownError` for input that cannot be used. */
export async function readPaperFile(file: string): Promise<FilePaper> {
  const name = file === STDIN ? 'standard input' : file;
  const bytes = file === STDIN ? await readAll(process.stdin, name, MAX_BYTES) : await readFile(file);
  const text = decode(bytes, name);
  try {
    return paperOfFile(file, text);
  } catch (error) {
    throw error instanceof KnownError ? new KnownError('usage', `${name}: ${error.message}`) : error;
  }
}

async function readFile(file: string): Promise<Uint8Array> {
  try {
    const found = await stat(file);
    // Reading a pipe or a device could wait forever.
    if (!found.isFile() && !found.isDirectory()) throw new KnownError('usage', `${file}: ${NO_FILE}`);
    // Some files of the system count as regular and wait all the same, such as /proc/kmsg.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    return await readAll(handle.createReadStream(), file, isNotebook(file) ? MAX_NOTEBOOK_BYTES : MAX_BYTES);
  } catch (error) {
    const code = errorCode(error);
    if (code === '' || error instanceof KnownError) throw error;
    throw new KnownError('usage', `${file}: ${REASONS[code] ?? `this file cannot be read (${code})`}`);
  }
}

const NO_FILE = 'this is not a regular file; give one, or - for standard input';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'this is a directory; give a file',
  EACCES: 'you have no permission to read this file',
  EPERM: 'you have no permission to read this file',
  ELOOP: 'this link leads to itself',
  ENAMETOOLONG: 'this name is too long for a file',
  ERR_INVALID_ARG_VALUE: 'this is not a file name',
};

async function readAll(stream: AsyncIterable<Uint8Array | string>, name: string, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stream) {
    const bytes = Buffer.from(part);
    length += bytes.length;
    if (length > limit) throw new KnownError('usage', `${name}: this is too large for a paper`);
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new KnownError('usage', `${name}: this is not UTF-8 text; save it as UTF-8 first`);
  }
}

/** The code of an error, from the system or Node; empty when it has none. */
function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

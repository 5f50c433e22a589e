import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../../src/cli/usageError';

/** The public repository's raw files. Tests use a server of their own. */
const BENCHMARK_URL =
  'https://raw.githubusercontent.com/KRLabsOrg/acl-verbatim/main/333_20260206_dense_top5_20260305.json';
const URL_VARIABLE = 'EVIDENCE_LENS_BENCHMARK_URL';

/** A file's text without a leading BOM. Throws a `UsageError` when it cannot be read. */
export function readText(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(`${file}: this is not UTF-8 text`);
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT') throw new UsageError(`${file}: there is no such file`);
    if (code === 'EISDIR') throw new UsageError(`${file}: this is a directory; give a file`);
    throw new UsageError(`${file}: this file cannot be read (${code})`);
  }
}

/** Writes a file completely or not at all. */
export function writeText(file: string, text: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  const handle = openSync(temporary, 'w');
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
}

/** The benchmark's file could not be downloaded. The message is for the reader. */
export class DownloadError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DownloadError';
  }
}

/** Downloads the benchmark's file from the public repository unless it exists already. */
export async function downloadBenchmark(file: string): Promise<void> {
  if (existsSync(file)) return;
  const url = process.env[URL_VARIABLE] ?? BENCHMARK_URL;
  let body: Uint8Array;
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    body = new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error && cause.message !== '' ? cause.message : message;
    throw new DownloadError(`${url} could not be downloaded (${reason}). Download it by hand and give its path.`);
  }
  writeText(file, body);
}

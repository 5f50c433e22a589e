import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { KnownError } from '../../src/core/errors/knownError';
import { writeWhole } from '../../src/node/files';
import { systemCode } from '../../src/node/systemErrors';

/** The public repository's raw files. Tests use a server of their own. */
const BENCHMARK_URL =
  'https://raw.githubusercontent.com/KRLabsOrg/acl-verbatim/main/333_20260206_dense_top5_20260305.json';
const URL_VARIABLE = 'EVIDENCE_LENS_BENCHMARK_URL';

/** A file's text without a leading BOM; what cannot be read is a `KnownError`. */
export function readText(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof TypeError) throw new KnownError('usage', `${file}: this is not UTF-8 text`);
    const code = systemCode(error);
    if (code === 'ENOENT') throw new KnownError('usage', `${file}: there is no such file`);
    if (code === 'EISDIR') throw new KnownError('usage', `${file}: this is a directory; give a file`);
    throw new KnownError('usage', `${file}: this file cannot be read (${code})`);
  }
}

/** Writes a file whole or not at all, with the folders that it lies in. */
export async function writeText(file: string, text: string | Uint8Array): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  await writeWhole(file, text);
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
    throw new KnownError(
      'network',
      `${url} could not be downloaded (${reason}). Download it by hand and give its path.`,
    );
  }
  await writeText(file, body);
}

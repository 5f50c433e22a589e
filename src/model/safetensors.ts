import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Sentence, sentence } from '../core/text/sentence';
import { KnownError } from '../core/errors/knownError';
import { fieldsOf, isFields } from '../core/storage/schemas';

/** Supported number formats of published weights; little-endian. */
export type FloatType = 'F32' | 'F16' | 'BF16';
/** The same, plus those of prepared files (I8) and of tensors that are not used (I64). */
export type TensorType = FloatType | 'I8' | 'I64';

/** Bytes of one element. */
export const BYTES_OF: Readonly<Record<TensorType, number>> = { F32: 4, F16: 2, BF16: 2, I8: 1, I64: 8 };
export const FLOAT_TYPES: readonly FloatType[] = ['F32', 'F16', 'BF16'];

/** Where a tensor is in its file. */
export interface TensorEntry<T extends TensorType = FloatType> {
  readonly name: string;
  readonly type: T;
  readonly shape: readonly number[];
  /** Position of the first byte in the file. */
  readonly offset: number;
  /** Length in bytes. */
  readonly length: number;
}

/** The contents of a safetensors file, without the data. */
export interface SafetensorsFile<T extends TensorType = FloatType> {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, TensorEntry<T>>;
}

/** Some rows of a tensor. Rows are contiguous in the file. */
export function rowsOf<T extends TensorType>(tensor: TensorEntry<T>, first: number, count: number): TensorEntry<T> {
  const { type, shape, offset } = tensor;
  const rest = shape.slice(1);
  const rowBytes = rest.reduce((product, size) => product * size, BYTES_OF[type]);
  return { ...tensor, shape: [count, ...rest], offset: offset + first * rowBytes, length: count * rowBytes };
}

/** The file starts with the length of the header, 64 bits, little-endian. */
const PREFIX_BYTES = 8;
/** A model of this kind has a header of about 20 kB. The format allows 100 MB, which is far more than worth reading. */
const MAX_HEADER_BYTES = 10_000_000;

/**
 * Reads the header of a safetensors file and checks it against the format: the tensors fill the file from the end of the header to the end
 * of the file, without gaps or overlaps. The data is not read.
 *
 * The format: https://github.com/huggingface/safetensors#format
 *
 * @param size of the whole file in bytes, when only part of it is there so far
 * @throws KnownError `modelNotInstalled`, `damagedModel`, or `badModel` for number formats other than F32, F16 and BF16
 */
export function readSafetensors(path: string, size?: number): Promise<SafetensorsFile> {
  return readSafetensorsOf(path, FLOAT_TYPES, size);
}

/** Where the data of a file begins: this much must be there before the header can be read. Undefined when it is no such file. */
export async function dataStartOf(path: string): Promise<number | undefined> {
  const file = await open(path);
  try {
    const prefix = Buffer.alloc(PREFIX_BYTES);
    const { bytesRead } = await file.read(prefix, 0, PREFIX_BYTES, 0);
    const length = prefix.readBigUInt64LE();
    return bytesRead === PREFIX_BYTES && length <= BigInt(MAX_HEADER_BYTES) ? PREFIX_BYTES + Number(length) : undefined;
  } finally {
    await file.close();
  }
}

/** Like `readSafetensors`, for a choice of number formats. */
export async function readSafetensorsOf<T extends TensorType>(
  path: string,
  types: readonly T[],
  size?: number,
): Promise<SafetensorsFile<T>> {
  const { header, dataStart, dataLength } = await readHeader(path, size);
  const damaged = (what: Sentence): KnownError => damagedFile(path, what);
  const entries = Object.entries(parseHeader(path, header));
  const [repeated] = duplicateKeys(header);
  if (repeated !== undefined) throw damaged(sentence`its header names ${repeated} twice`);

  const tensors = entries
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => readEntry(path, name, value, dataStart, types));
  tensors.sort((a, b) => a.offset - b.offset || a.length - b.length);
  let end = dataStart;
  for (const { name, offset, length } of tensors) {
    if (offset < end) throw damaged(sentence`the data of ${name} overlaps that of another tensor`);
    if (offset > end) throw damaged(sentence`there is a gap before the data of ${name}`);
    end = offset + length;
  }
  if (end !== dataStart + dataLength) {
    throw damaged(sentence`it has ${dataLength} bytes of data, but its header describes ${end - dataStart}`);
  }
  return { path, tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])) };
}

/**
 * Narrows the type of a file to certain number formats.
 *
 * @throws KnownError `badModel` when it has others
 */
export function ofTypes<T extends TensorType>(
  { path, tensors }: SafetensorsFile<TensorType>,
  types: readonly T[],
): SafetensorsFile<T> {
  const narrowed = Array.from(tensors.values(), (tensor) => {
    const type = types.find((known) => known === tensor.type);
    if (type === undefined) throw unreadable(tensor.name, tensor.type, types);
    return [tensor.name, { ...tensor, type }] as const;
  });
  return { path, tensors: new Map(narrowed) };
}

async function readHeader(
  path: string,
  wholeSize: number | undefined,
): Promise<{ header: string; dataStart: number; dataLength: number }> {
  const file = await open(path).catch((error: unknown) => {
    throw new KnownError(
      'modelNotInstalled',
      sentence`The file ${basename(path)} of this model cannot be opened: check that it exists and that you have permission to read it.`,
      String(error),
    );
  });
  try {
    const size = wholeSize ?? (await file.stat()).size;
    const prefix = Buffer.alloc(PREFIX_BYTES);
    const { bytesRead } = await file.read(prefix, 0, PREFIX_BYTES, 0);
    if (bytesRead < PREFIX_BYTES) throw damagedFile(path, sentence`it is shorter than a header`);
    const length = prefix.readBigUInt64LE();
    if (length > BigInt(size - PREFIX_BYTES)) throw damagedFile(path, sentence`its header is longer than the file`);
    if (length > BigInt(MAX_HEADER_BYTES))
      throw damagedFile(path, sentence`its header is too long: ${length.toString()} bytes`);
    const bytes = Buffer.alloc(Number(length));
    const read = await file.read(bytes, 0, bytes.length, PREFIX_BYTES);
    if (read.bytesRead < bytes.length) throw damagedFile(path, sentence`it ends inside its header`);
    const dataStart = PREFIX_BYTES + bytes.length;
    return { header: decode(path, bytes), dataStart, dataLength: size - dataStart };
  } finally {
    await file.close();
  }
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw damagedFile(path, sentence`its header is not UTF-8`);
  }
}

function parseHeader(path: string, header: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(header);
  } catch {
    throw damagedFile(path, sentence`its header is not JSON`);
  }
  if (!isFields(value)) throw damagedFile(path, sentence`its header is not a JSON object`);
  return value;
}

function readEntry<T extends TensorType>(
  path: string,
  name: string,
  value: unknown,
  dataStart: number,
  types: readonly T[],
): TensorEntry<T> {
  const { dtype, shape, data_offsets: offsets } = fieldsOf(value);
  if (typeof dtype !== 'string' || !isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
    throw damagedFile(path, sentence`its header has a wrong entry for ${name}`);
  }
  const type = types.find((known) => known === dtype);
  if (type === undefined) throw unreadable(name, dtype, types);
  const [begin, end] = offsets as [number, number];
  const length = shape.reduce((product, size) => product * size, BYTES_OF[type]);
  if (end - begin !== length) {
    throw damagedFile(path, sentence`the data of ${name} does not have the length that its shape requires`);
  }
  return { name, type, shape, offset: dataStart + begin, length };
}

function unreadable(name: string, dtype: string, types: readonly TensorType[]): KnownError {
  return new KnownError(
    'badModel',
    sentence`The tensor ${name} of this model has the number format ${dtype.slice(0, 20)}, but Evidence Lens reads only ${types.join(', ')}: choose another model.`,
  );
}

function damagedFile(path: string, what: Sentence): KnownError {
  return new KnownError(
    'damagedModel',
    sentence`The file ${basename(path)} of this model is damaged (${what}): get a new copy of the model.`,
  );
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}

/** A JSON string, or one of the marks that structure JSON. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:]/gs;

/**
 * The keys that occur more than once at the top level of a JSON object. `JSON.parse` silently keeps the last one.
 *
 * @param json a text that `JSON.parse` accepts; for others the scan may take quadratic time
 */
function duplicateKeys(json: string): string[] {
  const seen = new Set<string>();
  const repeated: string[] = [];
  let depth = 0;
  let last = '';
  for (const [token] of json.matchAll(TOKEN)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (token === ':' && depth === 1 && last.startsWith('"')) {
      // Escapes allow more than one spelling of a key.
      const key = String(JSON.parse(last));
      if (seen.has(key)) repeated.push(key);
      seen.add(key);
    }
    last = token;
  }
  return repeated;
}

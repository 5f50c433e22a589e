import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSafetensors } from '../../../src/model/safetensors';
import { type Header, writeSafetensorsFile } from './safetensorsFile';

let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evidence-lens-'));
  path = join(folder, 'model.safetensors');
});
afterAll(() => rm(folder, { recursive: true }));

const a = { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] };
const b = { dtype: 'BF16', shape: [2], data_offsets: [24, 28] };

/** The result of reading a file. */
async function read(header: Header | string, dataLength = 28): Promise<unknown> {
  await writeSafetensorsFile(path, header, new Uint8Array(dataLength));
  return readSafetensors(path);
}

describe('a safetensors file', () => {
  it('tensors are found in the order of the data', async () => {
    const header = {
      __metadata__: { format: 'pt' },
      b,
      a,
      scalar: { dtype: 'F16', shape: [], data_offsets: [28, 30] },
    };
    await writeSafetensorsFile(path, header, new Uint8Array(30));
    const start = 8 + JSON.stringify(header).length;
    const { tensors } = await readSafetensors(path);
    expect([...tensors.values()]).toEqual([
      { name: 'a', type: 'F32', shape: [2, 3], offset: start, length: 24 },
      { name: 'b', type: 'BF16', shape: [2], offset: start + 24, length: 4 },
      { name: 'scalar', type: 'F16', shape: [], offset: start + 28, length: 2 },
    ]);
  });

  it('empty tensors are allowed', async () => {
    const none = { dtype: 'F32', shape: [0, 7], data_offsets: [24, 24] };
    await expect(read({ a, none }, 24)).resolves.toMatchObject({ path });
  });
});

describe('a damaged safetensors file', () => {
  const damaged: readonly [string, Header | string, string][] = [
    ['no JSON', '{"a":', 'not JSON'],
    ['JSON that is no object', '[1,2]', 'not a JSON object'],
    ['JSON null', 'null', 'not a JSON object'],
    ['deep nesting', '['.repeat(100_000), 'not JSON'],
    ['data beyond the end', { a, b: { dtype: 'F32', shape: [2], data_offsets: [24, 32] } }, '28 bytes of data'],
    ['data before the end', { a }, '28 bytes of data'],
    ['a gap', { a: { ...a, shape: [2, 2], data_offsets: [0, 16] }, b }, 'gap before the data of b'],
    ['an overlap', { a, b: { dtype: 'F32', shape: [2], data_offsets: [20, 28] } }, 'the data of b overlaps'],
    ['a length that is not the shape’s', { a: { ...a, shape: [2, 4] }, b }, 'length that its shape'],
    ['a length that overflows', { a: { ...a, shape: [2 ** 40, 2 ** 40] }, b }, 'length that its shape'],
    ['a product of 0 and much', { a: { ...a, shape: [0, 2 ** 52, 2 ** 52] }, b }, 'length that its shape'],
    ['an end before the start', { a: { ...a, data_offsets: [24, 0] }, b }, 'length that its shape'],
    ['negative sizes', { a: { ...a, shape: [-2, -3] }, b }, 'wrong entry for a'],
    ['fractions', { a: { ...a, shape: [2.5] }, b }, 'wrong entry for a'],
    ['three offsets', { a: { ...a, data_offsets: [0, 24, 24] }, b }, 'wrong entry for a'],
    ['no entry', { a: null, b }, 'wrong entry for a'],
    ['a name twice', `{"a":${JSON.stringify(a)},"a":${JSON.stringify(a)},"b":${JSON.stringify(b)}}`, 'names a twice'],
    ['a name in two spellings', `{"a":${JSON.stringify(a)},"\\u0061":${JSON.stringify(a)}}`, 'names a twice'],
  ];
  it.each(damaged)('a damaged header is refused: %s', async (_what, header, message) => {
    await expect(read(header)).rejects.toMatchObject({
      name: 'KnownError',
      code: 'damagedModel',
      message: expect.stringContaining(message) as string,
    });
  });

  it('an entry may repeat its own keys', async () => {
    await expect(read({ __metadata__: { a: 'a', dtype: 'x' }, a, b })).resolves.toBeDefined();
  });

  it.each(['I64', 'F64', 'F8_E4M3', 'constructor'])('the number format is refused: %s', async (dtype) => {
    await expect(read({ a: { ...a, dtype }, b })).rejects.toMatchObject({
      code: 'badModel',
      message: expect.stringContaining(dtype) as string,
    });
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'shorter than a header'],
    ['half a length', Buffer.alloc(4), 'shorter than a header'],
    ['a length beyond the end', Buffer.from('ff00000000000000', 'hex'), 'longer than the file'],
    ['a length beyond all files', Buffer.from('ffffffffffffffff', 'hex'), 'longer than the file'],
  ])('a damaged file is refused: %s', async (_what, bytes, message) => {
    await writeFile(path, bytes);
    await expect(readSafetensors(path)).rejects.toMatchObject({
      code: 'damagedModel',
      message: expect.stringContaining(message) as string,
    });
  });

  it('a header that would fill the memory is not read', async () => {
    const file = Buffer.alloc(11_000_000);
    file.writeBigUInt64LE(10_500_000n);
    await writeFile(path, file);
    await expect(readSafetensors(path)).rejects.toMatchObject({
      message: expect.stringContaining('too long: 10500000 bytes') as string,
    });
  });

  it('a safetensors file that is not there counts as missing', async () => {
    await expect(readSafetensors(join(folder, 'none'))).rejects.toMatchObject({ code: 'modelNotInstalled' });
  });
});

import { writeFile } from 'node:fs/promises';

/** A header as tests write it, valid or not. */
export type Header = Readonly<Record<string, unknown>>;

/** Writes a safetensors file from a header (or a text in its place) and its data. */
export async function writeSafetensorsFile(path: string, header: Header | string, data: Uint8Array): Promise<void> {
  const bytes = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(bytes.length));
  await writeFile(path, Buffer.concat([prefix, bytes, data]));
}

/**
 * A JSON header followed by a binary part. The layout: eight bytes of magic, the header's length in bytes (32 bits, little-endian), the
 * header in UTF-8, padded with blanks to a multiple of four bytes, then the binary part.
 */
const MAGIC = 'EVIDENCE';
const FRAME = MAGIC.length + 4;

/** Collects the binary part, one array after another. A reader needs the lengths of all before it in multiples of four bytes. */
export class BlobWriter {
  private readonly parts: Uint8Array[] = [];

  write(...arrays: readonly (Uint8Array | Uint32Array | Float32Array | Float64Array)[]): void {
    for (const { buffer, byteOffset, byteLength } of arrays) {
      this.parts.push(new Uint8Array(buffer, byteOffset, byteLength));
    }
  }

  get all(): readonly Uint8Array[] {
    return this.parts;
  }
}

/** Reads the binary part in the order in which it was written. Throws a RangeError when too few bytes are left. */
export class BlobReader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  uint32(length: number): Uint32Array {
    return new Uint32Array(this.take(length * 4));
  }

  float32(length: number): Float32Array {
    return new Float32Array(this.take(length * 4));
  }

  float64(length: number): Float64Array {
    return new Float64Array(this.take(length * 8));
  }

  /** Copies the bytes, so that they are aligned and the rest can be freed. */
  private take(byteLength: number): ArrayBuffer {
    const end = this.at + byteLength;
    if (!(byteLength >= 0) || end > this.bytes.length) throw new RangeError('the binary part is too short');
    const copy = Uint8Array.from(this.bytes.subarray(this.at, end));
    this.at = end;
    return copy.buffer;
  }
}

/** @param write returns the header, and writes the binary part while doing so */
export function packed(write: (blob: BlobWriter) => unknown): Uint8Array {
  const blob = new BlobWriter();
  const json = new TextEncoder().encode(JSON.stringify(write(blob)));
  const header = Math.ceil((FRAME + json.length) / 4) * 4 - FRAME;
  const total = blob.all.reduce((sum, part) => sum + part.length, FRAME + header);
  const bytes = new Uint8Array(total).fill(0x20, FRAME, FRAME + header);
  bytes.set(new TextEncoder().encode(MAGIC));
  new DataView(bytes.buffer).setUint32(MAGIC.length, header, true);
  bytes.set(json, FRAME);
  let at = FRAME + header;
  for (const part of blob.all) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** @throws Error when the bytes are not of this form */
export function unpacked(bytes: Uint8Array): { readonly header: unknown; readonly blob: Uint8Array } {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  if (bytes.length < FRAME || decoder.decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) throw new Error('no magic');
  const header = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
  if (FRAME + header > bytes.length) throw new Error('the header is cut off');
  const json = decoder.decode(bytes.subarray(FRAME, FRAME + header));
  return { header: JSON.parse(json) as unknown, blob: bytes.subarray(FRAME + header) };
}

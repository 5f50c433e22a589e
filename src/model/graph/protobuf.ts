/** The bytes of a file. They are read only when a message is written, because weights may be larger than the memory. */
export interface FileSlice {
  /** Name of the file, without a folder. */
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

/** A part of a message as it is written: bytes, or those of a file. */
export type Piece = Uint8Array | FileSlice;

/**
 * Writes messages in the wire format of protocol buffers (https://protobuf.dev/programming-guides/encoding). ONNX needs only four kinds of
 * fields, and nothing is read back. So this is shorter than the schema that a library would need.
 */
export class Message {
  private readonly parts: Piece[] = [];
  private size = 0;

  /** A varint: integers, booleans, enumerations. */
  int(field: number, value: number | bigint): this {
    this.tag(field, 0);
    this.varint(BigInt.asUintN(64, BigInt(value)));
    return this;
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.tag(field, 5);
    this.push(bytes);
    return this;
  }

  bytes(field: number, value: Piece): this {
    this.tag(field, 2);
    this.varint(BigInt(value.length));
    this.push(value);
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: Message): this {
    this.tag(field, 2);
    this.varint(BigInt(value.size));
    for (const part of value.parts) this.push(part);
    return this;
  }

  /** The message in memory. For messages without bytes of files. */
  finish(): Uint8Array {
    const result = new Uint8Array(this.size);
    let at = 0;
    for (const part of this.parts) {
      if (!(part instanceof Uint8Array)) throw new Error(`the bytes of ${part.file} are not in memory`);
      result.set(part, at);
      at += part.length;
    }
    return result;
  }

  /** The message in pieces, in order. */
  pieces(): readonly Piece[] {
    return this.parts;
  }

  private tag(field: number, wireType: number): void {
    this.varint(BigInt((field << 3) | wireType));
  }

  private varint(value: bigint): void {
    const bytes: number[] = [];
    for (let rest = value; bytes.length === 0 || rest > 0n; rest >>= 7n) {
      bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    }
    this.push(Uint8Array.from(bytes));
  }

  private push(part: Piece): void {
    this.parts.push(part);
    this.size += part.length;
  }
}

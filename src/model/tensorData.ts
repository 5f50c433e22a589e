import { type FileHandle, open } from 'node:fs/promises';
import { widen } from './float16';
import { BYTES_OF, type TensorEntry } from './safetensors';

/** Number of elements read at once. */
const PIECE = 1 << 18;

/** Reads the numbers of tensors from a file as 32-bit floats. */
export class TensorData {
  private constructor(private readonly file: FileHandle) {}

  static async open(path: string): Promise<TensorData> {
    return new TensorData(await open(path));
  }

  close(): Promise<void> {
    return this.file.close();
  }

  async read(tensor: TensorEntry): Promise<Float32Array> {
    const all = new Float32Array(tensor.length / BYTES_OF[tensor.type]);
    let at = 0;
    for await (const piece of this.pieces(tensor)) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }

  async *pieces({ type, offset, length }: TensorEntry): AsyncGenerator<Float32Array> {
    const most = PIECE * BYTES_OF[type];
    for (let at = 0; at < length; at += most) {
      const bytes = new Uint8Array(Math.min(most, length - at));
      const { bytesRead } = await this.file.read(bytes, 0, bytes.length, offset + at);
      if (bytesRead < bytes.length) throw new Error('the file became shorter while it was read');
      yield type === 'F32' ? new Float32Array(bytes.buffer) : widen(type, bytes);
    }
  }
}

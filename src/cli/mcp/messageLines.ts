/** A message of the protocol that was too long to read. */
export interface TooLong {
  /** The id that an answer needs; undefined when it was not found or the message wants no answer. */
  readonly id: string | number | undefined;
}

/** How many bytes at each end of a too long message are searched for its id. */
const EDGE_BYTES = 300;
const LINE_FEED = 0x0a;

const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const ID = String.raw`"id"\s*:\s*(-?\d{1,15}|${STRING})`;
const OTHER = String.raw`"(?:jsonrpc|method)"\s*:\s*${STRING}`;
// The id counts only where it is among the first or the last members: an `id` further inside belongs to the content.
const AT_START = new RegExp(String.raw`^\s*\{\s*(?:${OTHER}\s*,\s*)*${ID}\s*,`);
const AT_END = new RegExp(String.raw`,\s*${ID}\s*(?:,\s*${OTHER}\s*)*\}\s*$`);

/**
 * The messages of the protocol as they arrive: each is one line, returned with its line feed. A message longer than `maxBytes` is skipped
 * without being kept in memory, and the messages after it are read as usual.
 */
export async function* messageLines(
  input: AsyncIterable<Uint8Array | string>,
  maxBytes: number,
  onTooLong: (message: TooLong) => void,
): AsyncGenerator<Buffer> {
  let line = new Line(maxBytes);
  for await (const part of input) {
    let rest = Buffer.from(part);
    for (let end = rest.indexOf(LINE_FEED); end >= 0; end = rest.indexOf(LINE_FEED)) {
      line.add(rest.subarray(0, end + 1));
      if (line.isTooLong) onTooLong({ id: line.id });
      else yield line.bytes;
      line = new Line(maxBytes);
      rest = rest.subarray(end + 1);
    }
    line.add(rest);
  }
}

/** A message that is still arriving. */
class Line {
  private parts: Buffer[] = [];
  private length = 0;
  private start = Buffer.alloc(0);
  private end = Buffer.alloc(0);

  constructor(private readonly maxBytes: number) {}

  get isTooLong(): boolean {
    return this.length > this.maxBytes;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.parts);
  }

  get id(): TooLong['id'] {
    const [, id] = AT_START.exec(this.start.toString()) ?? AT_END.exec(this.end.toString()) ?? [];
    return id === undefined ? undefined : (JSON.parse(id) as string | number);
  }

  add(part: Buffer): void {
    this.length += part.length;
    if (this.start.length < EDGE_BYTES) this.start = Buffer.concat([this.start, part]).subarray(0, EDGE_BYTES);
    this.end = Buffer.concat([this.end, part.subarray(-EDGE_BYTES)]).subarray(-EDGE_BYTES);
    if (this.isTooLong) this.parts = [];
    else this.parts.push(part);
  }
}

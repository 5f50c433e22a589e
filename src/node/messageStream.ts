import type { Duplex } from 'node:stream';
import { deserialize, serialize } from 'node:v8';

/** Starts every message, so that a stray byte is noticed and not taken for a length. */
const MAGIC = 0x4556_4d31;
const HEADER_BYTES = 8;
/** A longer message is refused: the largest real one, for a paper of the greatest allowed length, has some 60 MB. */
const MAX_MESSAGE_BYTES = 1 << 29;

/** What arrives on a stream of messages. */
export interface StreamEvents {
  message(message: unknown): void;
  /** What arrived is not a message; nothing after it is read. */
  broken(reason: string): void;
}

/**
 * Sends and receives messages over a stream of bytes. Each has a header with its length, and is in the format of V8's structured clone, so
 * that typed arrays need no conversion.
 *
 * Node's own channel between processes does the same. But when the other process, which runs native code, writes a stray byte into it,
 * it throws an error that nobody can catch.
 */
export class MessageStream {
  private parts: Buffer[] = [];
  private held = 0;
  /** How many bytes must arrive before the next read: a header, or the message that it announces. */
  private needed = HEADER_BYTES;
  private inMessage = false;
  private isBroken = false;

  constructor(
    private readonly stream: Duplex,
    private readonly events: StreamEvents,
  ) {
    stream.on('data', (part: Buffer) => this.take(part));
  }

  /** Sends a message; one that cannot be delivered is lost. */
  send(message: object): void {
    if (!this.stream.writable) return;
    const body = serialize(message);
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32BE(MAGIC, 0);
    header.writeUInt32BE(body.length, 4);
    this.stream.write(header);
    this.stream.write(body);
  }

  private take(part: Buffer): void {
    if (this.isBroken) return;
    this.parts.push(part);
    this.held += part.length;
    while (this.held >= this.needed) this.read();
  }

  private read(): void {
    const all = this.parts.length === 1 ? this.parts[0]! : Buffer.concat(this.parts);
    const bytes = all.subarray(0, this.needed);
    this.parts = [all.subarray(this.needed)];
    this.held -= this.needed;
    if (this.inMessage) this.readMessage(bytes);
    else this.readHeader(bytes);
    this.inMessage = !this.inMessage;
  }

  private readHeader(bytes: Buffer): void {
    this.needed = bytes.readUInt32BE(4);
    if (bytes.readUInt32BE(0) !== MAGIC) this.break('it wrote what is no message');
    else if (this.needed > MAX_MESSAGE_BYTES) this.break(`it announced a message of ${this.needed} bytes`);
  }

  private readMessage(bytes: Buffer): void {
    this.needed = HEADER_BYTES;
    let message: unknown;
    try {
      message = deserialize(bytes);
    } catch (error) {
      this.break(`it sent a message that cannot be read: ${String(error)}`);
      return;
    }
    this.events.message(message);
  }

  private break(reason: string): void {
    this.isBroken = true;
    this.parts = [];
    this.held = 0;
    this.needed = Infinity;
    this.events.broken(reason);
  }
}

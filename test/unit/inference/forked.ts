import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import type { Duplex } from 'node:stream';
import { MessageStream } from '../../../src/node/messageStream';
import type { HostMessage } from '../../../src/inference/protocol';

/** One of our processes without its client: a test may send anything and sees everything. Emits `message` for each message. */
export class Forked extends EventEmitter {
  readonly child: ChildProcess;
  /** Its output on standard error. */
  told = '';
  private readonly channel: Duplex;
  private readonly messages: MessageStream;

  /** @param flags for Node */
  constructor(workerPath: string, flags: readonly string[] = []) {
    super();
    const stdio = ['ignore', 'ignore', 'pipe', 'overlapped', 'overlapped'] as const;
    this.child = spawn(process.execPath, [...flags, workerPath], { stdio: [...stdio] });
    this.child.stderr!.setEncoding('utf8').on('data', (part: string) => (this.told += part));
    const [, , , channel, life] = this.child.stdio as unknown as Duplex[];
    this.channel = channel!.on('error', () => undefined);
    life!.on('error', () => undefined).resume();
    this.messages = new MessageStream(this.channel, {
      message: (message) => this.emit('message', message),
      broken: (reason) => this.emit('error', new Error(reason)),
    });
  }

  send(message: HostMessage): void {
    this.messages.send(message);
  }

  /** Sends anything, whether it is a message of the protocol or not. */
  sendAnything(message: unknown): void {
    this.messages.send(message as object);
  }

  /** Writes bytes into the channel. */
  write(bytes: Uint8Array): void {
    this.channel.write(bytes);
  }

  /** Closes the channel and leaves the other pipe open. */
  disconnect(): void {
    this.channel.destroy();
  }

  /** Exit code and signal of the process, once all its output has been read. */
  async over(): Promise<unknown> {
    const [ended] = await Promise.all([once(this.child, 'exit'), once(this.child.stderr!, 'end')]);
    return ended;
  }
}

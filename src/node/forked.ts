import { Socket } from 'node:net';
import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import { MESSAGES_FD } from './heartbeat';
import { MessageStream } from './messageStream';

/**
 * Connects a process that `forkWorker` has started with its host. It ends with its host, also while it computes: a thread beside the main one
 * watches (`hostWatch.ts`) and tells the host that this process is alive.
 *
 * @param parse reads what came; undefined for what is no message of the protocol, which is told and ignored
 * @param receive is called with each message
 * @returns sends a message; a host that has gone is no error
 */
export function connectToHost<Message>(
  parse: (value: unknown) => Message | undefined,
  receive: (message: Message) => void,
): (message: object) => void {
  const stream = new Socket({ fd: MESSAGES_FD, readable: true, writable: true });
  // The host has gone: what was asked is nobody's any more.
  stream.on('close', () => process.exit());
  stream.on('error', () => undefined);
  // All that was sent before is on its way.
  const leave = (error: unknown): void => {
    process.exitCode = 1;
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    stream.end(() => process.exit());
  };
  const take = (value: unknown): void => {
    const message = parse(value);
    if (message !== undefined) receive(message);
    else process.stderr.write('a message of the host was ignored: it is none of the protocol\n');
  };
  const messages = new MessageStream(stream, { message: take, broken: (reason) => leave(`the host: ${reason}`) });
  // Ctrl+C in a terminal is for the host, which then ends this process.
  process.on('SIGINT', () => undefined);
  // After an error that nobody caught the state is unknown: the process leaves, which costs the request that is worked on.
  process.on('uncaughtException', leave);
  process.on('unhandledRejection', leave);
  // Before anything is computed: a computation without a pause would keep the watch from its start.
  startWatch();
  return (message) => messages.send(message);
}

function startWatch(): void {
  const watch = new Worker(path.join(__dirname, 'hostWatch.js'));
  // The answer tells that the main thread is not inside a computation.
  watch.on('message', () => watch.postMessage('here'));
  watch.unref();
}

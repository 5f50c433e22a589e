import { Socket } from 'node:net';
import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import { MESSAGES_FD } from './life';
import { MessageStream } from './messageStream';

/**
 * Connects a process that `forkWorker` has started with its host. It ends with its host, also while it computes: a thread beside the main one
 * watches (`hostWatch.ts`) and tells the host that this process is alive.
 *
 * @param receive is called with each message, which need not be one of the protocol
 * @returns sends a message; a host that has gone is no error
 */
export function connectToHost(receive: (message: unknown) => void): (message: object) => void {
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
  const messages = new MessageStream(stream, { message: receive, broken: (reason) => leave(`the host: ${reason}`) });
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

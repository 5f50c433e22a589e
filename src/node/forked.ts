import { Socket } from 'node:net';
import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import { MESSAGES_FD } from './heartbeat';
import { MessageStream } from './messageStream';

/**
 * Connects a process that `forkWorker` has started with its host. The process ends when its host ends, even during a computation: a second
 * thread watches the host (`hostWatch.ts`) and tells it that this process is alive.
 *
 * @param parse checks a value that arrived; undefined when it is not a message of the protocol, which is logged and ignored
 * @param receive is called with each message
 * @returns a function that sends a message; sending to a host that has ended is not an error
 */
export function connectToHost<Message>(
  parse: (value: unknown) => Message | undefined,
  receive: (message: Message) => void,
): (message: object) => void {
  const stream = new Socket({ fd: MESSAGES_FD, readable: true, writable: true });
  // The host has ended, so nobody waits for an answer.
  stream.on('close', () => process.exit());
  stream.on('error', () => undefined);
  // Flushes what was sent before, then exits.
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
  // Ctrl+C in a terminal goes to both; the host handles it and then ends this process.
  process.on('SIGINT', () => undefined);
  // After an uncaught error the state is unknown, so the process ends. Only the request in progress is lost.
  process.on('uncaughtException', leave);
  process.on('unhandledRejection', leave);
  // Starts before any computation: a long computation without a pause would keep the thread from starting.
  startWatch();
  return (message) => messages.send(message);
}

function startWatch(): void {
  const watch = new Worker(path.join(__dirname, 'hostWatch.js'));
  // An answer shows that the main thread is not inside a computation.
  watch.on('message', () => watch.postMessage('here'));
  watch.unref();
}

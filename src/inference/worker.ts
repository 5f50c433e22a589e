import { Engines } from './engines';
import { paperReader } from './papers';
import { promiseOf } from './promise';
import type { HostMessage, WorkerMessage } from './protocol';
import { Requests } from './requests';

/** Sends to the host. A host that has gone is no error: 'disconnect' ends the process. */
function send(message: WorkerMessage): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

const requests = new Requests({ engines: new Engines(), readPaper: paperReader(), promiseOf, send });

/** After an error that nobody caught the state is unknown: the request fails with it, and the process leaves. */
function leave(error: unknown): void {
  process.exitCode = 1;
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  requests.failRunning(error);
  // The channel closes once all is sent; 'disconnect' follows.
  if (process.connected) process.disconnect();
  else process.exit();
}

process.on('uncaughtException', leave);
process.on('unhandledRejection', leave);
process.on('disconnect', () => process.exit());
process.on('message', (message: HostMessage) => requests.receive(message));
send({ type: 'ready' });

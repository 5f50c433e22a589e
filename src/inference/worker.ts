import { Engines, MAKERS } from './engines';
import { parseHostMessage } from './messages';
import { paperReader } from './papers';
import { promiseOf } from './promise';
import type { WorkerMessage } from './protocol';
import { Requests, type Tools } from './requests';

/** Sends to the host. A host that has gone is no error: 'disconnect' ends the process. */
function send(message: WorkerMessage): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

/** Both are loaded when they are asked for, with the runtime that they need. */
const compare: Tools['compare'] = async (...args) => (await import('./onnx/precision')).compareModel(...args);

const keptComparison: Tools['keptComparison'] = async (engine) =>
  (await import('./onnx/precision')).keptComparison(engine);

const requests = new Requests({
  engines: new Engines(MAKERS),
  forerunners: new Engines(MAKERS),
  readPaper: paperReader(),
  promiseOf,
  keptComparison,
  compare,
  send,
});

/** After an error that nobody caught the state is unknown: the process leaves, which costs the request that is worked on. */
function leave(error: unknown): void {
  process.exitCode = 1;
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  // The channel closes once all is sent; 'disconnect' follows.
  if (process.connected) process.disconnect();
  else process.exit();
}

function receive(raw: unknown): void {
  const message = parseHostMessage(raw);
  if (message) requests.receive(message);
  else process.stderr.write('a message of the host was ignored: it is none of the protocol\n');
}

process.on('uncaughtException', leave);
process.on('unhandledRejection', leave);
process.on('disconnect', () => process.exit());
process.on('message', receive);
send({ type: 'ready' });

import { Engines, MAKERS } from './engines';
import { connectToHost } from '../node/host';
import { parseHostMessage } from './messages';
import { paperReader } from './papers';
import { promiseOf } from './chunkPriority';
import type { WorkerMessage } from './protocol';
import { Requests, type Tools } from './requests';

const send: (message: WorkerMessage) => void = connectToHost(receive);

/** Both are loaded on first use, together with the runtime that they need. */
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

function receive(raw: unknown): void {
  const message = parseHostMessage(raw);
  if (message) requests.receive(message);
  else process.stderr.write('a message of the host was ignored: it is none of the protocol\n');
}

send({ type: 'ready' });

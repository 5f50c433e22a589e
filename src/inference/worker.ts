import { Engines, MAKERS } from './engines';
import { connectToHost } from '../node/forked';
import { parseHostMessage } from './messages';
import { paperReader } from './papers';
import { promiseOf } from './chunkPriority';
import type { WorkerMessage } from './protocol';
import { Requests, type Tools } from './requests';

const send: (message: WorkerMessage) => void = connectToHost(parseHostMessage, (message) => requests.receive(message));

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

send({ type: 'ready' });

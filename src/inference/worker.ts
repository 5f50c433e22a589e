import { Engines, makersWith } from './engines';
import { Gpu } from './onnx/gpu';
import { connectToHost } from '../node/forked';
import { parseHostMessage } from './messages';
import { paperReader } from './papers';
import { promiseOf } from './chunkPriority';
import type { WorkerMessage } from './protocol';
import { Requests, type Tools } from './requests';

const send: (message: WorkerMessage) => void = connectToHost(parseHostMessage, (message) => requests.receive(message));

/** All of them are loaded on first use, together with the runtime that they need. */
const compare: Tools['compare'] = async (...args) => (await import('./onnx/precision')).compareModel(...args);

const keptComparison: Tools['keptComparison'] = async (engine) =>
  (await import('./onnx/precision')).keptComparison(engine);

const gpu = new Gpu((inUse) => send({ type: 'gpu', inUse }));

const devices: Tools['devices'] = {
  state: async (engine) => (await import('./onnx/device')).deviceState(engine, gpu),
  measure: async (engine, passages, signal, makeRoom) =>
    (await import('./onnx/device')).measureDevice(engine, passages, signal, gpu, makeRoom),
  note: (predecessor) => gpu.note(predecessor),
};

const requests = new Requests({
  engines: new Engines(makersWith(gpu)),
  forerunners: new Engines(makersWith(gpu)),
  readPaper: paperReader(),
  promiseOf,
  keptComparison,
  compare,
  devices,
  send,
});

send({ type: 'ready' });

import { describe, expect, it } from 'vitest';
import { parseHostMessage, parseWorkerMessage } from '../../../src/inference/messages';
import type { HostMessage, OnnxSpec } from '../../../src/inference/protocol';

const onnx: OnnxSpec = { kind: 'onnx', folder: '/m', preparedFolder: '/m/prepared', precision: 'auto', threads: 2 };
const ask: HostMessage = {
  type: 'ask',
  id: 1,
  engine: { ...onnx, forerunner: onnx },
  question: 'q',
  text: 't',
  format: 'latex',
  scopes: [{ start: 0, end: 1 }],
  windows: { max_length: 512, doc_stride: 64 },
};
const options = {
  ...{ max_length: 512, doc_stride: 64, threshold: 0.5 },
  ...{ min_span_chars: 0, merge_gap_chars: 0, return_sentence_metrics: false },
};
const run: HostMessage = { type: 'process', id: 2, engine: { kind: 'keyword' }, question: 'q', context: 'c', options };
const compare: HostMessage = {
  ...{ type: 'compare', id: 3, engine: onnx, again: false },
  passages: [{ question: 'q', text: 't' }],
};
const device: HostMessage = { type: 'device', id: 6, engine: { ...onnx, device: 'gpu' }, again: true };

describe('a message of the host', () => {
  it.each<HostMessage>([
    ask,
    run,
    { ...run, section: 's' },
    compare,
    { type: 'outline', id: 4, text: 't', format: 'text' },
    { type: 'cancel', id: 5 },
    device,
    { ...device, passages: [{ question: 'q', text: 't' }] },
    { type: 'predecessor', pid: 7, crashed: true },
  ])('is taken: %j', (message) => {
    expect(parseHostMessage(message)).toBe(message);
  });

  it.each([
    ['nothing', undefined],
    ['no type', { id: 1 }],
    ['an id below nought', { type: 'cancel', id: -1 }],
    ['an unknown format', { ...ask, format: 'pdf' }],
    ['an unknown engine', { ...ask, engine: { kind: 'oracle' } }],
    ['an engine without its folder', { ...ask, engine: { ...onnx, folder: undefined } }],
    ['a forerunner that is no model', { ...ask, engine: { ...onnx, forerunner: { kind: 'keyword' } } }],
    ['a part that ends before it starts', { ...ask, scopes: [{ start: 2, end: 1 }] }],
    ['windows without a length', { ...ask, windows: { doc_stride: 64 } }],
    ['no options', { ...run, options: {} }],
    ['passages that are none', { ...compare, passages: ['q'] }],
    ['a device that is none', { ...device, engine: { ...onnx, device: 'cpu' } }],
    ['a predecessor without an end', { type: 'predecessor', pid: 7 }],
    ['a comparison of keywords', { ...compare, engine: { kind: 'keyword' } }],
  ])('is refused with %s', (_what, message) => {
    expect(parseHostMessage(message)).toBeUndefined();
  });
});

describe('a message of the inference process', () => {
  it('a message of the inference process says what a model runs on', () => {
    const comparison = {
      ...{ characters: 1, sameSpans: true, largestDifference: 0, cpuMs: 2, gpuMs: 1, accepted: true },
    };
    const told = { type: 'device', id: 1, state: { device: 'gpu', comparison }, isNew: true };
    expect(parseWorkerMessage(told)).toBe(told);
    expect(parseWorkerMessage({ ...told, state: { device: 'cpu', failure: 'missing' } })).toBeDefined();
    expect(parseWorkerMessage({ ...told, state: { device: 'cpu', failure: 'tired' } })).toBeUndefined();
    expect(parseWorkerMessage({ ...told, state: { device: 'gpu', comparison: {} } })).toBeUndefined();
    expect(parseWorkerMessage({ type: 'gpu', inUse: true })).toBeDefined();
    expect(parseWorkerMessage({ type: 'gpu' })).toBeUndefined();
  });

  it('a message of the inference process says with a known code why a request failed', () => {
    const failed = { type: 'failed', id: 1, code: 'badModel', told: { template: 'x', values: [] } };
    expect(parseWorkerMessage(failed)).toBe(failed);
    expect(parseWorkerMessage({ ...failed, code: 'toString' })).toBeUndefined();
    expect(parseWorkerMessage({ ...failed, told: 'x' })).toBeUndefined();
  });
});

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
  scope: { start: 0, end: 1 },
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

describe('a message of the host', () => {
  it.each<HostMessage>([
    ask,
    run,
    { ...run, section: 's' },
    compare,
    { type: 'outline', id: 4, text: 't', format: 'text' },
    { type: 'cancel', id: 5 },
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
    ['a part that ends before it starts', { ...ask, scope: { start: 2, end: 1 } }],
    ['windows without a length', { ...ask, windows: { doc_stride: 64 } }],
    ['no options', { ...run, options: {} }],
    ['passages that are none', { ...compare, passages: ['q'] }],
    ['a comparison of keywords', { ...compare, engine: { kind: 'keyword' } }],
  ])('is refused with %s', (_what, message) => {
    expect(parseHostMessage(message)).toBeUndefined();
  });
});

describe('a message of the inference process', () => {
  it('says with a known code why a request failed', () => {
    const failed = { type: 'failed', id: 1, code: 'badModel', told: { template: 'x', values: [] } };
    expect(parseWorkerMessage(failed)).toBe(failed);
    expect(parseWorkerMessage({ ...failed, code: 'toString' })).toBeUndefined();
    expect(parseWorkerMessage({ ...failed, told: 'x' })).toBeUndefined();
  });
});

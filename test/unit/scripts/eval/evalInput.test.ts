import { describe, expect, it } from 'vitest';
import { readText } from '../../../../scripts/eval/files';
import { readOptions } from '../../../../scripts/eval/options';
import { KnownError } from '../../../../src/core/errors/knownError';

describe('the options of npm run eval', () => {
  it('without an engine, the shipped model is evaluated', () => {
    expect(readOptions(['rows.jsonl'])).toMatchObject({ rows: 'rows.jsonl', model: 'small', predictions: undefined });
    expect(readOptions(['--help'])).toBeUndefined();
  });

  it.each([
    [['a', 'b'], "unexpected argument 'b'"],
    [['a', '--model', 'keyword', '--predictions', 'p'], '--model and --predictions exclude each other'],
    [
      ['a', '--predictions', 'p', '--threshold-sweep'],
      '--threshold-sweep needs an engine: stored predictions have one threshold only',
    ],
  ])('%j are refused', (args, message) => {
    expect(() => readOptions(args)).toThrow(new KnownError('usage', message));
  });
});

describe('files that npm run eval cannot read', () => {
  it.each([
    ['no-such.jsonl', 'no-such.jsonl: there is no such file'],
    ['src', 'src: this is a directory; give a file'],
    ['media/icon.png', 'media/icon.png: this is not UTF-8 text'],
  ])('are named with the reason: %s', (file, message) => {
    expect(() => readText(file)).toThrow(new KnownError('usage', message));
  });
});

import { expect, it } from 'vitest';
import { splitMetricSentences } from '../../../../src/core/process/sentences';
import { withLineFeeds } from '../../../../src/core/text/lines';
import { readSplitCases } from './cases';

it.each(readSplitCases())('splits $text as the expression of the reference does', ({ text, sentences }) => {
  const source = withLineFeeds(text);
  const split = splitMetricSentences(source.text);
  expect(split.map(({ start, end }) => [source.toOriginal(start), source.toOriginal(end)])).toEqual(sentences);
});

it('a long line of dots is split in linear time, which the expression does not manage', () => {
  expect(splitMetricSentences(`${'.'.repeat(1_000_000)}a`)).toEqual([{ start: 0, end: 1_000_001 }]);
});

import { describe, expect, it } from 'vitest';
import { operationsOf } from '../../../../scripts/bench/operations';
import { readOptions } from '../../../../scripts/bench/options';
import { BASE_CONFIG } from '../../../../scripts/bench/randomModel';
import { ratios, summarise } from '../../../../scripts/bench/summary';
import { readModernBertConfig } from '../../../../src/model/graph/modernBertConfig';

describe('figures of the benchmark', () => {
  it('the median is the middle value or the mean of the two middle ones, shown with the spread', () => {
    expect(summarise([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
    expect(summarise([4, 1, 2, 10])).toEqual({ median: 3, min: 1, max: 10 });
  });

  it('ratios are taken round by round, so that a slow round affects both sides', () => {
    // The third round was ten times as slow for both: the ratio does not see it.
    expect(ratios([2, 2, 20], [1, 1, 10])).toEqual({ median: 2, min: 2, max: 2 });
  });

  it('operations of the base size are linear maps, all pairs in global layers, and neighbours in local ones', () => {
    const config = readModernBertConfig(BASE_CONFIG);
    const maps = 22 * (4 * 768 * 768 + 3 * 768 * 1152) + 768 * 768;
    // 8 of 22 layers are global; 14 see 64 tokens on either side, where there are so many.
    expect(operationsOf(config, 1)).toBe(2 * (maps + 2 * 768 * 22));
    expect(operationsOf(config, 512)).toBe(2 * 512 * (maps + 2 * 768 * (8 * 512 + 14 * 129)));
  });

  it('options that are contradictory or no numbers are refused', () => {
    expect(() => readOptions(['--base', '--model', 'x'])).toThrow('exclude each other');
    expect(() => readOptions(['--rounds', '0'])).toThrow('--rounds');
    expect(() => readOptions(['--lengths', '128,many'])).toThrow('--lengths');
    expect(readOptions(['--quick'])).toMatchObject({ rounds: 5, lengths: [128, 512, 2048] });
  });
});

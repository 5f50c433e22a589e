import { describe, expect, it } from 'vitest';
import { quantiseMap, quantiseRows } from '../../../src/model/quantise';

const ROWS = Float32Array.of(1, -2, 0.5, 0, 0, 0, -0.001, 0.002, 0.0005);

describe('quantised rows', () => {
  it('a quantised row is off by at most half of its own step', () => {
    const { weights, scales } = quantiseRows(ROWS, 3, 127);
    expect(Array.from(scales)).toEqual([2 / 127, 1, 0.002 / 127].map(Math.fround));
    weights.forEach((whole, at) => {
      const scale = scales[Math.floor(at / 3)]!;
      expect(Math.abs(whole * scale - ROWS[at]!)).toBeLessThanOrEqual(scale * 0.501);
    });
  });

  it('quantised numbers reach the largest integer and no more', () => {
    expect(Array.from(quantiseRows(ROWS, 3, 64).weights)).toEqual([32, -64, 16, 0, 0, 0, -32, 64, 16]);
  });
});

describe('a quantised map', () => {
  it('a quantised map has its inputs first, as onnxruntime multiplies', () => {
    const { weights, scales } = quantiseMap(ROWS, 3, 64);
    expect(Array.from(weights)).toEqual([32, 0, -32, -64, 0, 64, 16, 0, 16]);
    expect(scales).toHaveLength(3);
  });
});

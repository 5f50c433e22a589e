import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Offsets } from '../../../../src/core/text/codePoints';

describe('offsets in code units and code points', () => {
  it('both conversions of offsets agree with a walk over the text, including lone surrogates', () => {
    const part = fc.constantFrom('a', 'é', '😀', '\ud800', '\udc00', '\n');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        const offsets = new Offsets(text);
        let unit = 0;
        const points = Array.from(text);
        for (const [index, point] of points.entries()) {
          expect(offsets.toCodePoints(unit)).toBe(index);
          expect(offsets.toCodeUnits(index)).toBe(unit);
          unit += point.length;
        }
        expect(offsets.toCodePoints(unit)).toBe(points.length);
        expect(offsets.toCodeUnits(points.length)).toBe(unit);
        expect(offsets.toCodeUnits(points.length + 1)).toBeUndefined();
        expect(offsets.toCodeUnits(-1)).toBeUndefined();
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WindowRoomError, windowsOf } from '../../../../src/core/process/windows';
import { readProcessCases } from './cases';

const counts = fc.record({
  question: fc.nat(60),
  context: fc.nat(2000),
  room: fc.integer({ min: 1, max: 300 }),
  stride: fc.nat(299),
});

describe('windows', () => {
  it('windows equal those of the reference', () => {
    for (const { questionTokens, tokens, windows, options } of readProcessCases()) {
      expect(windowsOf(questionTokens, tokens, options.max_length, options.doc_stride)).toEqual(windows);
    }
  });

  it('windows hold every token, fit in the room, and share the stride', () => {
    fc.assert(
      fc.property(counts, ({ question, context, room, stride }) => {
        fc.pre(stride < room);
        const windows = windowsOf(question, context, question + 3 + room, stride);
        expect(windows[0]!.start).toBe(0);
        expect(windows.at(-1)!.end).toBe(context);
        for (const [index, { start, end }] of windows.entries()) {
          const next = windows[index + 1];
          expect(end - start).toBeLessThanOrEqual(room);
          if (!next) continue;
          expect(end - start).toBe(room);
          expect(end - next.start).toBe(stride);
          expect(next.end).toBeGreaterThan(end);
        }
      }),
    );
  });

  it('a context that fits, even an empty one, gives a single window', () => {
    expect(windowsOf(5, 0, 512, 64)).toEqual([{ start: 0, end: 0 }]);
    expect(windowsOf(5, 504, 512, 64)).toEqual([{ start: 0, end: 504 }]);
    expect(windowsOf(5, 505, 512, 64)).toEqual([
      { start: 0, end: 504 },
      { start: 440, end: 505 },
    ]);
  });

  it('a question that leaves no room, or no more than the stride, is refused', () => {
    expect(() => windowsOf(509, 10, 512, 0)).toThrow(WindowRoomError);
    expect(() => windowsOf(509, 10, 512, 0)).toThrow('its 509 tokens leave no room for the text within max_length 512');
    expect(() => windowsOf(508, 10, 512, 1)).toThrow(WindowRoomError);
    expect(() => windowsOf(300, 10, 512, 256)).toThrow('room for 209 tokens of the text within max_length 512');
    expect(windowsOf(508, 2, 512, 0)).toHaveLength(2);
  });
});

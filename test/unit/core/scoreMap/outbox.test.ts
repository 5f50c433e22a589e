import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editsBetween, withEdits } from '../../../../src/core/scoreMap/changes';
import { MapOutbox } from '../../../../src/core/scoreMap/outbox';
import type { MapMark, ScoreMap } from '../../../../src/core/scoreMap/types';

/** Length of the large papers that readers have open, UTF-16 code units. */
const LARGE = 2_200_000;
const MARKS_OF_CHUNK = 12;
const CHUNK = 2_000;

function mark(start: number): MapMark {
  return { start, end: start + 40, score: 0.3, kind: 'passage', isKept: false, line: 1, text: 'words' };
}

function mapOf(marks: readonly MapMark[], title = 'Why?'): ScoreMap {
  return { length: LARGE, title, sections: [], marks };
}

describe('what the page of the score map is told', () => {
  it('of a large paper that is being read, each mark about once, however often the map is drawn', () => {
    const outbox = new MapOutbox();
    const chunks = Array.from({ length: LARGE / CHUNK }, (_, at) =>
      Array.from({ length: MARKS_OF_CHUNK }, (__, n) => mark(at * CHUNK + n * 100)),
    );
    // Chunks arrive in an order of their own, and the map is drawn after every twentieth.
    const order = chunks.map((_, at) => (at * 389) % chunks.length);
    const known = new Set<number>();
    let sent = 0;
    let shown: readonly MapMark[] = [];
    for (const [count, chunk] of order.entries()) {
      known.add(chunk);
      if (count % 20 > 0) continue;
      const marks = chunks.filter((_, at) => known.has(at)).flat();
      const message = outbox.messageFor(mapOf(marks), 0.2, 0);
      if (message?.type === 'show') {
        sent += message.map.marks.length;
        shown = message.map.marks;
      } else if (message?.type === 'change') {
        sent += message.edits.reduce((sum, edit) => sum + edit.marks.length, 0);
        shown = withEdits(shown, message.edits);
      }
      expect(shown).toEqual(marks);
    }
    // A change sends the stretch of text around it again: four chunks. All marks in every map would be 27 times as many.
    expect(sent).toBeLessThan(4 * chunks.length * MARKS_OF_CHUNK);
  });

  it('all of another question, text or page, and nothing of the same map', () => {
    const outbox = new MapOutbox();
    const marks = [mark(0)];
    expect(outbox.messageFor(mapOf(marks), 0.2, 0)).toMatchObject({ type: 'show', revision: 1 });
    expect(outbox.messageFor(mapOf([...marks]), 0.2, 0)).toBeUndefined();
    expect(outbox.messageFor(mapOf(marks, 'How?'), 0.2, 0)).toMatchObject({ type: 'show', revision: 2 });
    outbox.reset();
    expect(outbox.messageFor(mapOf(marks, 'How?'), 0.2, 0)).toMatchObject({ type: 'show', revision: 3 });
    expect(outbox.messageFor(undefined, 1, 0)).toEqual({ type: 'empty' });
    expect(outbox.messageFor(undefined, 1, 0)).toBeUndefined();
  });
});

describe('changes of marks', () => {
  it('edits turn the list before into the list after', () => {
    const marks = fc.uniqueArray(fc.integer({ min: 0, max: 60_000 })).map((starts) => starts.sort((a, b) => a - b));
    fc.assert(
      fc.property(marks, marks, (before, after) => {
        const pool = new Map([...before, ...after].map((start) => [start, mark(start)]));
        const of = (starts: readonly number[]): MapMark[] => starts.map((start) => pool.get(start)!);
        expect(withEdits(of(before), editsBetween(of(before), of(after)))).toEqual(of(after));
        expect(editsBetween(of(after), of(after))).toEqual([]);
      }),
    );
  });
});

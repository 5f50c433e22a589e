import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceBetween, type TextChange, TextMap } from '../../../../src/core/text/textMap';
import { awkwardText } from '../../arbitraries';

/** A text in which each character of the snapshot keeps its name; what was typed since has none. */
type Model = readonly (number | undefined)[];

const LENGTH = 24;
const snapshot: Model = Array.from({ length: LENGTH }, (_, index) => index);

/** Every range of the snapshot, the empty ones too. */
const RANGES = snapshot.flatMap((_, start) =>
  Array.from({ length: LENGTH + 1 - start }, (_, length) => [start, start + length] as const),
);

function applied(model: Model, changes: readonly TextChange[]): Model {
  const next = [...model];
  // From the back, so that the offsets of those before stay right.
  for (const { offset, deleted, inserted } of [...changes].sort(
    (a, b) => b.offset - a.offset || b.deleted - a.deleted,
  )) {
    next.splice(offset, deleted, ...Array<undefined>(inserted).fill(undefined));
  }
  return next;
}

function locatedIn(model: Model, start: number, end: number) {
  const places = model.flatMap((name, place) => (name !== undefined && name >= start && name < end ? [place] : []));
  if (places.length === 0) return undefined;
  const [first, last] = [places[0]!, places.at(-1)!];
  const isSame = places.length === end - start && last - first === end - start - 1;
  return { start: first, end: last + 1, state: isSame ? 'same' : 'edited' };
}

/** An edit of several changes without overlaps, in any order, by numbers that any length of text can take. */
const edit = fc.array(fc.tuple(fc.nat(12), fc.nat(6), fc.nat(4)), { minLength: 1, maxLength: 5 });

function changesIn(length: number, steps: readonly (readonly [skip: number, deleted: number, inserted: number])[]) {
  const changes: TextChange[] = [];
  let at = 0;
  for (const [skip, wanted, inserted] of steps) {
    const offset = at + skip;
    if (offset > length) break;
    const deleted = Math.min(wanted, length - offset);
    changes.push({ offset, deleted, inserted });
    at = offset + Math.max(1, deleted);
  }
  return changes;
}

describe('following ranges through edits', () => {
  it('every range is found where a model with named characters finds it', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 8 }), fc.boolean(), (edits, backwards) => {
        let model = snapshot;
        let map = new TextMap(LENGTH);
        for (const steps of edits) {
          const changes = changesIn(model.length, steps);
          model = applied(model, changes);
          map = map.edited(backwards ? changes.reverse() : changes);
        }
        expect(RANGES.map(([start, end]) => map.locate(start, end))).toEqual(
          RANGES.map(([start, end]) => locatedIn(model, start, end)),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('text typed at the border of a range stays outside', () => {
    const map = new TextMap(10).edited([
      { offset: 2, deleted: 0, inserted: 3 },
      { offset: 5, deleted: 0, inserted: 4 },
    ]);
    expect(map.locate(2, 5)).toEqual({ start: 5, end: 8, state: 'same' });
    expect(map.locate(1, 5)).toEqual({ start: 1, end: 8, state: 'edited' });
  });

  it('a range is whole again when an insertion is undone, and stays edited when a deletion is undone', () => {
    const typed = new TextMap(10).edited([{ offset: 5, deleted: 0, inserted: 2 }]);
    expect(typed.edited([{ offset: 5, deleted: 2, inserted: 0 }]).locate(0, 10)).toEqual({
      start: 0,
      end: 10,
      state: 'same',
    });
    const cut = new TextMap(10).edited([{ offset: 5, deleted: 2, inserted: 0 }]);
    expect(cut.edited([{ offset: 5, deleted: 0, inserted: 2 }]).locate(0, 10)?.state).toBe('edited');
  });

  it('nothing is left of deleted text or of an empty text', () => {
    expect(new TextMap(10).edited([{ offset: 0, deleted: 10, inserted: 10 }]).locate(0, 10)).toBeUndefined();
    expect(new TextMap(0).edited([{ offset: 0, deleted: 0, inserted: 5 }]).locate(0, 0)).toBeUndefined();
  });
});

describe('the difference between two texts', () => {
  it('the difference turns one text into the other and cuts no surrogate pair', () => {
    fc.assert(
      fc.property(awkwardText(10), awkwardText(10), awkwardText(10), awkwardText(10), (head, old, young, tail) => {
        const [before, after] = [head + old + tail, head + young + tail];
        const difference = differenceBetween(before, after);
        if (!difference) {
          expect(after).toBe(before);
          return;
        }
        const { offset, deleted, inserted } = difference;
        const built = before.slice(0, offset) + after.slice(offset, offset + inserted) + before.slice(offset + deleted);
        expect(built).toBe(after);
        expect(deleted + inserted).toBeLessThanOrEqual(old.length + young.length + 4);
        for (const [text, place] of [
          [before, offset],
          [before, offset + deleted],
          [after, offset],
          [after, offset + inserted],
        ] as const) {
          expect(text.slice(place - 1, place + 1)).not.toMatch(/^[\ud800-\udbff][\udc00-\udfff]$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('the difference is as small as possible', () => {
    expect(differenceBetween('abc', 'abc')).toBeUndefined();
    expect(differenceBetween('aaa', 'aaaa')).toEqual({ offset: 3, deleted: 0, inserted: 1 });
    expect(differenceBetween('one two', 'one too')).toEqual({ offset: 5, deleted: 1, inserted: 1 });
    expect(differenceBetween('x😀y', 'x😁y')).toEqual({ offset: 1, deleted: 2, inserted: 2 });
  });
});

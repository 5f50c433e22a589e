import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Replacement, Snapshot } from '../../../../src/core/anchors/snapshot';

/** Finds a passage of one text in another. */
function find(before: string, after: string, passage: string, from = 0): string | undefined {
  const start = before.indexOf(passage, from);
  if (start === -1) throw new Error(`no ${passage}`);
  const place = new Snapshot(before, after).locate(start, start + passage.length, () => after);
  return place && `${place.state} ${place.start}: ${after.slice(place.start, place.end)}`;
}

/** One text made into another by replacing all from the first line that differs to the last, as VS Code does when a file changes on the disk. */
function replacedLines(before: string, after: string): Replacement {
  const [old, next] = [before, after].map((text) => text.split(/(?<=\n)/)) as [string[], string[]];
  const shorter = Math.min(old.length, next.length);
  let head = 0;
  while (head < shorter && old[head] === next[head]) head++;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === next.at(-1 - tail)) tail++;
  const middle = (lines: string[]): string => lines.slice(head, lines.length - tail).join('');
  return { offset: old.slice(0, head).join('').length, deleted: middle(old).length, text: middle(next) };
}

const P = 'The recordings were collected from forty volunteers with a microphone.';
const Q = 'Rain fell on most afternoons, and the wind came from the west.';

describe('a passage after edits', () => {
  it('a passage stays in place when nothing was edited', () => {
    expect(find(`a\n${P}\nb`, `a\n${P}\nb`, P)).toBe(`same 2: ${P}`);
  });

  it('a passage is found after many edits before and after it', () => {
    const before = `# One\n\nFirst words here.\n\n${P}\n\nLast words here.\n`;
    const after = `# One and a half\n\nNew.\n\nFirst of all words.\n\n${P}\n\nLast words there, too.\n`;
    expect(find(before, after, P)).toBe(`same ${after.indexOf(P)}: ${P}`);
  });

  it('a passage is found where it was moved to, before or after its old place', () => {
    expect(find(`${P}\n\n${Q}\n`, `${Q}\n\n${P}\n`, P)).toBe(`same ${Q.length + 2}: ${P}`);
    expect(find(`${Q}\n\n${P}\n`, `${P}\n\n${Q}\n`, P)).toBe(`same 0: ${P}`);
  });

  it('a passage is lost when its text is gone', () => {
    expect(find(`a\n\n${P}\n\n${Q}\n`, `a\n\n${Q}\n`, P)).toBeUndefined();
    expect(find(P, '', P)).toBeUndefined();
  });

  it('a passage is lost when another text with some common words replaces it', () => {
    expect(
      find(`a\n\n${P}\n\nb`, `a\n\nThe weather was collected in other papers with forty pages.\n\nb`, P),
    ).toBeUndefined();
  });

  it('a passage counts as edited when words were added to it or removed from it', () => {
    const edited = P.replace('forty', 'more than fifty');
    expect(find(`a\n\n${P}\n\nb`, `a\n\n${edited}\n\nb`, P)).toBe(`edited 3: ${edited}`);
  });

  it('a passage does not move onto a copy that was there before', () => {
    const before = `# One\n\n${P}\n\n# Two\n\n${P}\n`;
    const after = `# One\n\n# Two\n\n${P}\n`;
    expect(find(before, after, P)).toBeUndefined();
    expect(find(before, after, P, 20)).toBe(`same ${after.indexOf(P)}: ${P}`);
  });

  it('two moved copies of a passage are each found in their own context', () => {
    const before = `Alpha says: ${P} So much for alpha.\n\n${Q}\n\nBeta says: ${P} So much for beta.\n`;
    const after = `New start.\n\nBeta says: ${P} So much for beta.\n\nAlpha says: ${P} So much for alpha.\n\nNew middle, with other words than rain.\n`;
    const snapshot = new Snapshot(before, after);
    for (const name of ['Alpha', 'Beta']) {
      const start = before.indexOf(P, before.indexOf(name));
      const at = after.indexOf(P, after.indexOf(name));
      const place = snapshot.locate(start, start + P.length, () => after);
      expect(place).toEqual({ start: at, end: at + P.length, state: 'same' });
    }
  });

  it('a passage comes back when its deletion is undone', () => {
    const before = `a\n\n${P}\n\n${Q}\n`;
    const snapshot = new Snapshot(before, before);
    const start = before.indexOf(P);
    snapshot.edit([{ offset: start, deleted: P.length, text: '' }]);
    const cut = before.replace(P, '');
    expect(snapshot.locate(start, start + P.length, () => cut)).toBeUndefined();
    snapshot.edit([{ offset: start, deleted: 0, text: P }]);
    expect(snapshot.locate(start, start + P.length, () => before)).toEqual({
      start,
      end: start + P.length,
      state: 'same',
    });
  });

  it('a short passage is not found elsewhere by its words alone', () => {
    expect(
      find('x\n\nthe model is\n\ny', 'x\n\ny\n\nNow in a new place the model is said to work.\n', 'the model is'),
    ).toBeUndefined();
  });

  it('a reworded passage is found when a file that changed on the disk is reported as one replacement', () => {
    const reworded = P.replace('forty', 'more than fifty');
    const before = `# One\n\nFirst.\n\n${P}\n\nLast.\n`;
    const after = `# One\n\nFirst of all.\n\n${reworded}\n\nLast of all.\n`;
    const snapshot = new Snapshot(before, before);
    snapshot.edit([replacedLines(before, after)]);
    const start = before.indexOf(P);
    const at = after.indexOf(reworded);
    expect(snapshot.locate(start, start + P.length, () => after)).toEqual({
      start: at,
      end: at + reworded.length,
      state: 'edited',
    });
  });

  it('several replacements of one edit are each compared with what they replace', () => {
    const before = `${P}\n\n${Q}\n`;
    const snapshot = new Snapshot(before, before);
    const [p, q] = [P.replace('forty', 'fifty'), Q.replace('most', 'some')];
    const after = `${p}\n\n${q}\n`;
    // In the order in which an editor reports them: the last one first.
    snapshot.edit([
      { offset: P.length + 2, deleted: Q.length, text: q },
      { offset: 0, deleted: P.length, text: p },
    ]);
    expect(snapshot.locate(0, P.length, () => after)).toEqual({ start: 0, end: p.length, state: 'edited' });
    const at = P.length + 2;
    expect(snapshot.locate(at, at + Q.length, () => after)).toEqual({
      start: p.length + 2,
      end: p.length + 2 + q.length,
      state: 'edited',
    });
  });

  it('a range of the current text is traced back to the snapshot, unless its text is new', () => {
    const before = `a\n\n${P}\n`;
    const after = `New.\n\na\n\n${P}\n`;
    const snapshot = new Snapshot(before, after);
    const at = after.indexOf(P);
    expect(snapshot.original(at, at + 9)).toEqual({ start: 3, end: 12 });
    expect(snapshot.original(0, 4)).toBeUndefined();
  });
});

/** Sentences with one number each, so that each has words of its own. */
const sentence = (index: number): string => `Sentence ${index} of the paper has ${index * 7 + 3} own words, and ends.`;
const paragraphs = fc.array(fc.nat(400).map(sentence), { minLength: 5, maxLength: 40 });

describe('any edit elsewhere', () => {
  it('a passage is found at its place after any edits elsewhere, and lost when it is deleted', () => {
    const edits = fc.array(
      fc.record({ at: fc.nat(1000), kind: fc.constantFrom('insert', 'delete', 'change'), words: fc.nat(400) }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(paragraphs, fc.nat(1000), edits, fc.boolean(), (lines, pick, changes, isDeleted) => {
        const mine = pick % lines.length;
        const passage = `This passage ${mine} is what we follow, word by word.`;
        const tagged = lines.map((text, index) => ({ text: index === mine ? passage : text, isMine: index === mine }));
        const before = tagged.map(({ text }) => text).join('\n\n');
        const start = tagged.slice(0, mine).reduce((sum, { text }) => sum + text.length + 2, 0);
        const edited = [...tagged];
        for (const { at, kind, words } of changes) {
          const index = at % (edited.length + 1);
          const target = edited[index];
          if (kind === 'insert') edited.splice(index, 0, { text: `New ${sentence(words + 1000)}`, isMine: false });
          else if (target && !target.isMine && kind === 'delete') edited.splice(index, 1);
          else if (target && !target.isMine)
            edited[index] = { text: target.text.replace('own', 'very own'), isMine: false };
        }
        const kept = isDeleted ? edited.filter(({ isMine }) => !isMine) : edited;
        const after = kept.map(({ text }) => text).join('\n\n');
        const place = new Snapshot(before, after).locate(start, start + passage.length, () => after);
        if (isDeleted) {
          expect(place).toBeUndefined();
          return;
        }
        const at = kept
          .slice(
            0,
            kept.findIndex(({ isMine }) => isMine),
          )
          .reduce((sum, { text }) => sum + text.length + 2, 0);
        expect(place).toEqual({ start: at, end: at + passage.length, state: 'same' });
      }),
      { numRuns: 300 },
    );
  });

  it('a change on the disk is followed in an open paper as in a closed one', () => {
    const edits = fc.array(
      fc.record({ at: fc.nat(1000), kind: fc.constantFrom('insert', 'delete', 'change'), words: fc.nat(400) }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(paragraphs, edits, (lines, changes) => {
        // Each paragraph is told from the others by its number, so that the two texts differ in one way only.
        const numbered = lines.map((text, index) => `Part ${index}: ${text}`);
        const edited = [...numbered];
        for (const { at, kind, words } of changes) {
          const index = at % edited.length;
          if (kind === 'insert') edited.splice(index, 0, `New ${sentence(words + 1000)}`);
          else if (kind === 'delete' && edited.length > 1) edited.splice(index, 1);
          else edited[index] = edited[index]!.replace('own words', 'very own words');
        }
        const [before, after] = [numbered.join('\n\n'), edited.join('\n\n')];
        if (before === after) return;
        const open = new Snapshot(before, before);
        open.edit([replacedLines(before, after)]);
        const closed = new Snapshot(before, after);
        let start = 0;
        for (const line of numbered) {
          const end = start + line.length;
          expect(open.locate(start, end, () => after)).toEqual(closed.locate(start, end, () => after));
          start = end + 2;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('a passage that occurs many times is found at its own place, and lost on its own', () => {
    const edits = fc.array(fc.record({ at: fc.nat(1000), words: fc.nat(400) }), { maxLength: 8 });
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 8 }),
        fc.nat(1000),
        edits,
        fc.boolean(),
        (copies, pick, changes, isDeleted) => {
          // Each copy is in a section of its own, whose words tell it from the others.
          const sections = Array.from(
            { length: copies },
            (_, index) => `## Section ${index}\n\n${sentence(index)}\n\n${P}\n\nEnd of ${index}.`,
          );
          const mine = pick % copies;
          const before = sections.join('\n\n');
          const start = before.indexOf(P, before.indexOf(`## Section ${mine}\n`));
          const edited = isDeleted
            ? sections.map((text, index) => (index === mine ? text.replace(`${P}\n\n`, '') : text))
            : [...sections];
          for (const { at, words } of changes)
            edited.splice(at % (edited.length + 1), 0, `New ${sentence(words + 1000)}`);
          const after = edited.join('\n\n');
          const place = new Snapshot(before, after).locate(start, start + P.length, () => after);
          const at = after.indexOf(P, after.indexOf(`## Section ${mine}\n`));
          expect(place).toEqual(isDeleted ? undefined : { start: at, end: at + P.length, state: 'same' });
        },
      ),
      { numRuns: 300 },
    );
  });
});

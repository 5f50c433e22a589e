import { describe, expect, it } from 'vitest';
import { Answer, type View } from '../../../../src/core/answers/answer';
import { engineSource } from '../../../../src/core/answers/source';
import { decodeLibraryAnswer, encodeLibraryAnswer } from '../../../../src/core/library/codec';
import { LibraryAnswer } from '../../../../src/core/library/libraryAnswer';
import { outlinePaper } from '../../../../src/core/paper/outline';

const VIEW: View = { threshold: 0.2, minSpanChars: 1, mergeGapChars: 0, includeReferences: false };
const viewOf = (): View => VIEW;

function answerOf(text: string, ...scores: readonly (readonly [passage: string, score: number])[]): Answer {
  const answer = new Answer('why?', engineSource('keyword'), text, undefined, false);
  answer.setOutline(outlinePaper(text, 'markdown'));
  const ranges = scores.map(([passage, score]) => {
    const start = text.indexOf(passage);
    return { start, end: start + passage.length, score };
  });
  answer.addScores(0, { kind: 'blocks', ranges, sentences: [] });
  return answer;
}

describe('the answer of a library', () => {
  it("papers are listed by their best passage, and each paper's passages best first", () => {
    const folder = new LibraryAnswer('why?', 'keyword');
    folder.set(
      'file:///b.md',
      answerOf('## Second\n\nFirst one.\n\nSecond one.\n', ['First one.', 0.3], ['Second one.', 0.5]),
    );
    folder.set('file:///a.md', answerOf('# A Title\n\nOnly one.\n', ['Only one.', 0.9]));
    folder.set('file:///c.md', answerOf('Weak one.\n', ['Weak one.', 0.1]));
    const found = folder.found(viewOf);
    expect(found.map(({ title, address }) => [title, address])).toEqual([
      ['A Title', 'file:///a.md'],
      ['Second', 'file:///b.md'],
    ]);
    expect(found[1]!.passages.map(({ text }) => text)).toEqual(['Second one.', 'First one.']);
  });

  it('a sentence model gives runs of sentences as passages', () => {
    const text = 'First one. Second one. Third one.\n';
    const answer = new Answer('why?', engineSource('small'), text, undefined, false);
    answer.setOutline(outlinePaper(text, 'markdown'));
    const sentence = (start: number, end: number, score: number) => ({ start, end, score });
    const sentences = [sentence(0, 10, 0.1), sentence(11, 22, 0.4), sentence(23, 33, 0.7)];
    answer.addScores(0, { kind: 'sentences', units: [{ start: 0, end: 33, sentences }] });
    const folder = new LibraryAnswer('why?', 'small');
    folder.set('file:///a.md', answer);
    const found = folder.found(viewOf);
    expect(found[0]!.passages.map(({ text: words, score }) => [words, score])).toEqual([
      ['Second one. Third one.', 0.7],
    ]);
    expect(folder.best(viewOf)).toBe(0.7);
  });

  it('a lower threshold lists more papers', () => {
    const folder = new LibraryAnswer('why?', 'keyword');
    folder.set('file:///c.md', answerOf('Weak one.\n', ['Weak one.', 0.1]));
    expect(folder.found(viewOf)).toEqual([]);
    expect(folder.best(viewOf)).toBeCloseTo(0.1);
    expect(folder.found(() => ({ ...VIEW, threshold: 0.1 }))).toHaveLength(1);
    expect(new LibraryAnswer('why?', 'keyword').best(viewOf)).toBe(0);
  });
});

describe('the kept answer of a library', () => {
  const kept = (): LibraryAnswer => {
    const folder = new LibraryAnswer('why? 😀', 'keyword');
    folder.set('file:///a.md', answerOf('# A\n\nFirst 😀 one.\n', ['First 😀 one.', 0.9]));
    folder.set('file:///b.md', answerOf('# B\n\nOther one.\n', ['Other one.', 0.5]));
    for (const { 1: answer } of folder.papers) answer.state = 'complete';
    return Object.assign(folder, { state: 'complete', read: 3, total: 4, unreadable: 1, searched: 7, leftOut: 2 });
  };

  it('what was found comes back exactly, at every threshold', () => {
    const before = kept();
    const after = decodeLibraryAnswer(encodeLibraryAnswer(before));
    expect(after).toEqual(before);
    expect(after.found(viewOf).map(({ address, title, passages }) => [address, title, passages])).toEqual(
      before.found(viewOf).map(({ address, title, passages }) => [address, title, passages]),
    );
    expect(after.found(() => ({ ...VIEW, threshold: 0.6 }))).toHaveLength(1);
  });

  it('a paper that was being read when the question was stopped is left out', () => {
    const before = kept();
    before.set('file:///c.md', answerOf('# C\n\nHalf.\n', ['Half.', 0.4]));
    expect([...decodeLibraryAnswer(encodeLibraryAnswer(before)).papers.keys()]).toEqual([
      'file:///a.md',
      'file:///b.md',
    ]);
  });

  it('bytes of another form are refused', () => {
    const bytes = encodeLibraryAnswer(kept());
    for (const length of [0, 11, 40, bytes.length - 4]) {
      expect(() => decodeLibraryAnswer(bytes.subarray(0, length))).toThrow();
    }
    const later = Buffer.from(Buffer.from(bytes).toString('latin1').replace('"version":1', '"version":9'), 'latin1');
    expect(() => decodeLibraryAnswer(later)).toThrow();
  });
});

import { describe, expect, it } from 'vitest';
import { Answer, type View } from '../../../src/core/answers/answer';
import { FolderAnswer } from '../../../src/core/collection/folderAnswer';
import { outlinePaper } from '../../../src/core/paper/outline';

const VIEW: View = { threshold: 0.2, minSpanChars: 1, mergeGapChars: 0, includeReferences: false };
const viewOf = (): View => VIEW;

function answerOf(text: string, ...scores: readonly (readonly [passage: string, score: number])[]): Answer {
  const answer = new Answer('why?', 'keyword', text);
  answer.setOutline(outlinePaper(text, 'markdown'));
  const ranges = scores.map(([passage, score]) => {
    const start = text.indexOf(passage);
    return { start, end: start + passage.length, score };
  });
  answer.addScores(0, { kind: 'blocks', ranges, sentences: [] });
  return answer;
}

describe('the answer of a folder', () => {
  it('lists papers by their best passage, each with its passages best first', () => {
    const folder = new FolderAnswer('why?', 'keyword');
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

  it('follows the view: a lower threshold lists more', () => {
    const folder = new FolderAnswer('why?', 'keyword');
    folder.set('file:///c.md', answerOf('Weak one.\n', ['Weak one.', 0.1]));
    expect(folder.found(viewOf)).toEqual([]);
    expect(folder.best(viewOf)).toBeCloseTo(0.1);
    expect(folder.found(() => ({ ...VIEW, threshold: 0.1 }))).toHaveLength(1);
    expect(new FolderAnswer('why?', 'keyword').best(viewOf)).toBe(0);
  });
});

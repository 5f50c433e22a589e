import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, open, PAPER, QUESTION, reset, until, type Parts } from './support';

describe('the score map', () => {
  let parts: Parts;
  before(async () => {
    ({ parts } = await api());
    await vscode.commands.executeCommand('evidence.scoreMap.focus');
  });
  afterEach(reset);

  const lit = (threshold: number): number =>
    parts.scoreMap.map?.marks.filter(({ kind, score }) => kind === 'passage' && score >= threshold).length ?? 0;
  const asked = async (): Promise<vscode.TextEditor> => {
    const editor = await open(PAPER);
    await vscode.commands.executeCommand('evidence.highlight', { question: QUESTION });
    await until(() => parts.scoreMap.map?.title === QUESTION && lit(0.2) > 0, parts.papers.onDidChange);
    return editor;
  };

  it('the score map has the passages at their places, the sections, and sentences', async () => {
    const { document } = await asked();
    const map = parts.scoreMap.map!;
    const passages = parts.papers.placement(document).passages;
    assert.deepEqual(
      map.marks.filter(({ kind, score }) => kind === 'passage' && score >= 0.2).map(({ start, end }) => [start, end]),
      passages.map(({ range }) => [document.offsetAt(range.start), document.offsetAt(range.end)]),
    );
    assert.ok(map.marks.some(({ kind }) => kind === 'sentence'));
    assert.deepEqual(
      map.sections.map(({ title }) => title),
      ['Data collection', 'Weather', 'References'],
    );
    assert.equal(map.length, document.getText().length);
  });

  it('the score map is the same at every threshold, and no engine is asked', async () => {
    const { document } = await asked();
    const map = JSON.stringify(parts.scoreMap.map);
    const answer = parts.papers.paper(document.uri).current?.answer;
    for (const threshold of [0.9, 0.5, 0.06]) {
      parts.papers.change(document.uri, (paper) => paper.setThreshold(threshold));
      await until(() => parts.papers.placement(document).passages.length === lit(threshold), parts.papers.onDidChange);
      assert.equal(JSON.stringify(parts.scoreMap.map), map);
    }
    assert.equal(parts.papers.paper(document.uri).current?.answer, answer);
  });

  it('the score map follows edits', async () => {
    const editor = await asked();
    const before = parts.scoreMap.map!.marks[0]!;
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'A new line.\n'));
    const moved = (): boolean => parts.scoreMap.map?.marks[0]?.start === before.start + 'A new line.\n'.length;
    await until(moved, parts.papers.onDidChange);
    assert.equal(parts.scoreMap.map!.marks[0]!.line, before.line + 1);
  });

  it('the score map gives each lit question its own slot, and each mark knows its question', async () => {
    const { document } = await asked();
    await vscode.commands.executeCommand('evidence.highlight', { question: 'wind and rain clouds' });
    const [second, first] = parts.papers.paper(document.uri).questions;
    parts.papers.change(document.uri, (paper) => paper.setLit(first!.id, true));
    const slots = (): Set<number | undefined> => new Set(parts.scoreMap.map?.marks.map(({ slot }) => slot));
    const slotsNow = parts.papers.paper(document.uri).lit.map(({ slot }) => slot);
    assert.equal(new Set(slotsNow).size, 2);
    await until(() => slots().size === 2 && !slots().has(undefined), parts.papers.onDidChange);
    assert.deepEqual([...slots()].sort(), [...slotsNow].sort());
    parts.papers.change(document.uri, (paper) => paper.setLit(second!.id, false));
    await until(() => slots().size === 1 && slots().has(undefined), parts.papers.onDidChange);
    assert.equal(parts.scoreMap.map!.title, QUESTION);
  });

  it('the score map is empty when nothing is lit', async () => {
    await asked();
    await vscode.commands.executeCommand('evidence.clear');
    await until(() => parts.scoreMap.map === undefined, parts.papers.onDidChange);
  });
});

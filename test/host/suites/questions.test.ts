import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { HighlightResult } from '../../../src/core/answers/result';
import { decorationsOf, overlapsOf } from '../../../src/features/decorations/decorations';
import type { QuestionItem } from '../../../src/features/questions/items';
import { api, hintsIn, hoverAt, listen, open, PAPER, QUESTION, reset, type Parts } from './support';

const WEATHER = 'Did rain fall on the afternoons?';
const MICROPHONE = 'Which microphone was in the quiet room?';

describe('several questions of a paper', () => {
  let parts: Parts;
  before(async () => {
    ({ parts } = await api());
  });
  afterEach(reset);

  const ask = (question: string): Thenable<HighlightResult | undefined> =>
    vscode.commands.executeCommand('evidence.highlight', { question });
  const rows = (): QuestionItem[] => parts.questions.getChildren();
  const labels = (): unknown[] => rows().map(({ label }) => label);
  const row = (words: string): QuestionItem => rows().find(({ label }) => (label as string).includes(words))!;
  const run = (command: string, words: string): Thenable<unknown> =>
    vscode.commands.executeCommand(`evidence.${command}`, row(words).target);

  it('the history lists questions with counts, latest first, and only the latest is lit', async () => {
    await open(PAPER);
    await ask(QUESTION);
    await ask(WEATHER);
    assert.deepEqual(labels(), [WEATHER, QUESTION]);
    assert.match(String(rows()[0]!.description), /^1 passage · keyword matching$/);
    assert.match(rows()[0]!.accessibilityInformation!.label, /^Did rain fall on the afternoons\?, lit, 1 passage/);
    assert.match(rows()[1]!.accessibilityInformation!.label, /volunteers\?, not lit, 1 passage/);
  });

  it('a pinned question stays lit beside the next, in another colour and shape, and the panel lists both', async () => {
    const { document } = await open(PAPER);
    await ask(QUESTION);
    await run('pinQuestion', 'recordings');
    await ask(WEATHER);
    const passages = parts.papers.placement(document).passages;
    assert.deepEqual(
      passages.map(({ question, text }) => [question.slot, text.slice(0, 9)]),
      [
        [0, 'The recor'],
        [1, 'Rain fell'],
      ],
    );
    const looks = decorationsOf(passages, true).filter(({ ranges }) => ranges.length > 0);
    assert.deepEqual(
      looks.map(({ look }) => look),
      [0, 1],
    );
    assert.match((await hintsIn(document))[0]!, /^①\d\u2024\d\d$/);
    assert.match(parts.panel.message!, /^2 questions lit/);
    const items = parts.panel.getChildren().flatMap((section) => parts.panel.getChildren(section));
    assert.deepEqual(
      items.map(({ label }) => (label as string).slice(0, 1)),
      ['①', '②'],
    );
    assert.match(items[1]!.accessibilityInformation!.label, /Question 2: Did rain fall/);
  });

  it('the hover shows both questions where their passages overlap', async () => {
    const { document } = await open(PAPER);
    await ask(QUESTION);
    await run('pinQuestion', 'recordings');
    await ask(MICROPHONE);
    const passages = parts.papers.placement(document).passages;
    assert.equal(passages.length, 2);
    assert.equal(overlapsOf(passages).length, 1);
    const hover = await hoverAt(document, overlapsOf(passages)[0]!.start);
    assert.match(hover, /How were the recordings/);
    assert.match(hover, /Which microphone/);
  });

  it('check boxes light and hide questions, Enter shows one alone, and nothing is asked again', async () => {
    const { document } = await open(PAPER);
    await ask(QUESTION);
    await ask(WEATHER);
    const answers = parts.papers.paper(document.uri).questions.map(({ answer }) => answer);
    await run('toggleQuestion', 'recordings');
    assert.equal(parts.papers.placement(document).passages.length, 2);
    await run('showQuestion', 'recordings');
    assert.deepEqual(
      parts.papers.placement(document).passages.map(({ text }) => text.slice(0, 9)),
      ['The recor'],
    );
    await vscode.commands.executeCommand('evidence.clear');
    assert.equal(parts.papers.placement(document).passages.length, 0);
    assert.equal(rows().length, 2);
    await run('toggleQuestion', 'rain');
    assert.equal(parts.papers.placement(document).passages.length, 1);
    assert.deepEqual(
      parts.papers.paper(document.uri).questions.map(({ answer }) => answer),
      answers,
    );
  });

  it('a seventh question that puts another out says which', async () => {
    const { document } = await open(PAPER);
    const told = listen(parts);
    try {
      for (let number = 1; number <= 7; number++) await ask(`${QUESTION} ${number}`);
      for (let number = 1; number < 6; number++) await run('toggleQuestion', `? ${number}`);
      assert.equal(parts.papers.paper(document.uri).lit.length, 6);
      assert.deepEqual(told.messages, []);
      await run('toggleQuestion', '? 6');
      assert.equal(parts.papers.paper(document.uri).lit.length, 6);
      assert.equal(told.messages.length, 1);
      assert.match(told.messages[0]!, /^“How were .*\? 1” is no longer lit, because 6 questions can be lit at once/);
    } finally {
      told.stop();
    }
  });

  it('one threshold counts for all lit questions, and the counts follow it', async () => {
    const { document } = await open(PAPER);
    await ask(QUESTION);
    await run('pinQuestion', 'recordings');
    await ask(WEATHER);
    parts.papers.change(document.uri, (paper) => paper.setThreshold(1));
    assert.equal(parts.papers.placement(document).passages.length, 0);
    assert.deepEqual(
      rows().map(({ description }) => String(description).split(' · ')[0]),
      ['0 passages', '0 passages'],
    );
    await vscode.commands.executeCommand('evidence.showWeaker');
    assert.ok(parts.papers.placement(document).passages.length > 0);
  });

  it('asking the same question again keeps its place, name and pin', async () => {
    const editor = await open(PAPER);
    await ask(QUESTION);
    const [first] = parts.papers.paper(editor.document.uri).questions;
    parts.papers.change(editor.document.uri, (paper) =>
      paper.changeQuestion(first!.id, { name: 'Recordings', pinned: true }),
    );
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'New.\n\n'));
    await run('askAgain', 'Recordings');
    const [again] = parts.papers.paper(editor.document.uri).questions;
    assert.equal(parts.papers.paper(editor.document.uri).questions.length, 1);
    assert.equal(again!.id, first!.id);
    assert.equal(again!.name, 'Recordings');
    assert.notEqual(again!.answer, first!.answer);
    assert.equal(again!.answer.text, editor.document.getText());
  });

  it('a question that fails when asked again keeps its earlier answer', async () => {
    const editor = await open(PAPER);
    await ask(QUESTION);
    const [first] = parts.papers.paper(editor.document.uri).questions;
    const whole = new vscode.Range(0, 0, editor.document.lineCount, 0);
    await editor.edit((edit) =>
      edit.replace(whole, '这篇论文研究跑步对人的影响。我们收集了四十名志愿者的录音。'.repeat(20)),
    );
    await run('askAgain', 'recordings');
    assert.equal(parts.papers.paper(editor.document.uri).questions[0]!.answer, first!.answer);
    assert.equal(parts.papers.placement(editor.document).lost.length, 1);
    assert.match(parts.panel.getChildren().at(-1)!.label as string, /No longer in the paper/);
  });

  it('a question about a part of the paper is asked again about that part, wherever it is now', async () => {
    const twice = `${PAPER}\n\n${PAPER}`;
    const editor = await open(twice);
    const scope = { start: twice.lastIndexOf('# On running'), end: twice.length };
    const { document } = editor;
    await parts.asker.ask(
      { document, question: QUESTION, model: 'keyword', scope },
      () => undefined,
      new AbortController().signal,
    );
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'New.\n\n'));
    await run('askAgain', 'recordings');
    const questions = parts.papers.paper(document.uri).questions;
    assert.equal(questions.length, 1);
    assert.deepEqual(questions[0]!.answer.scope, { start: scope.start + 6, end: scope.end + 6 });
    assert.equal(parts.papers.placement(document).passages.length, 1);
  });

  it('Remove takes a question out of the history, and Undo brings it back', async () => {
    const { document } = await open(PAPER);
    await ask(QUESTION);
    await ask(WEATHER);
    const removed = parts.papers.paper(document.uri).questions[0]!;
    void run('removeQuestion', 'rain');
    assert.deepEqual(labels(), [QUESTION]);
    parts.papers.addQuestion(document.uri, removed);
    assert.deepEqual(labels(), [WEATHER, QUESTION]);
  });

  it('a very long question has a short row and stays complete in the history', async () => {
    const { document } = await open(PAPER);
    const long = `${QUESTION} `.padEnd(9_999, 'And what of the weather? ').concat('?');
    assert.equal(long.length, 10_000);
    assert.equal(await ask(`${long}?`), undefined, 'a character more is too long');
    assert.deepEqual(parts.papers.paper(document.uri).questions, []);
    await ask(long);
    assert.ok((rows()[0]!.label as string).length <= 200);
    assert.equal(parts.papers.paper(document.uri).questions[0]!.answer.question, long);
  });
});

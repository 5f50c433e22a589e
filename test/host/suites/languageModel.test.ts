import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { HighlightResult } from '../../../src/core/answers/result';
import { sourceToText } from '../../../src/core/answers/source';
import { decorationsOf } from '../../../src/features/decorations/decorations';
import { api, hintsIn, hoverAt, open, PAPER, QUESTION, reset, until, type Parts } from './support';

/** What the extension in `test/host/fake-models` exports. */
interface FakeModels {
  readonly prompts: string[];
  script: (prompt: string, token: vscode.CancellationToken) => Promise<string>;
  isOffered: boolean;
  changed(): void;
}

const MODEL = 'evidence-fake-model';
const FIRST = 'The recordings were collected from forty volunteers with a microphone in a quiet room.';
const SECOND = 'Nobody minded the clouds.';
const replyWith = (...texts: readonly string[]): string =>
  JSON.stringify({ passages: texts.map((text) => ({ section: 0, text })) });

describe('Ask a Language Model Too', () => {
  let parts: Parts;
  let fake: FakeModels;
  before(async () => {
    ({ parts } = await api());
    const extension = vscode.extensions.getExtension<FakeModels>('evidence-lens-tests.fake-models');
    assert.ok(extension, 'the fake provider is installed');
    fake = await extension.activate();
    // VS Code asks providers for their models at a time of its own choice.
    await until(() => fake.isOffered);
    let models: readonly vscode.LanguageModelChat[] = [];
    for (let tries = 0; tries < 100 && models.length === 0; tries++) {
      models = await vscode.lm.selectChatModels({ vendor: 'evidence-fake' });
      if (models.length === 0) await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.deepEqual(
      models.map(({ id }) => id),
      [MODEL],
    );
  });
  beforeEach(() => {
    fake.prompts.length = 0;
    fake.script = () => Promise.resolve('');
  });
  afterEach(reset);

  const ask = (args: object = {}): Thenable<HighlightResult | undefined> =>
    vscode.commands.executeCommand('evidence.askLanguageModel', { question: QUESTION, model: MODEL, ...args });

  it('passages that the model names and the paper has are lit, and every view says that a language model named them', async () => {
    const { document } = await open(PAPER);
    fake.script = () =>
      Promise.resolve(`Here you are:\n\`\`\`json\n${replyWith(FIRST, SECOND, 'Not in the paper at all.')}\n\`\`\``);
    const result = await ask();
    assert.deepEqual(
      result?.spans.map(({ text }) => text),
      [FIRST, SECOND],
    );
    for (const { start, end, text } of result.spans) assert.equal(document.getText().slice(start, end), text);
    assert.equal(result.model, 'languageModel:Fake Model');

    const passages = parts.papers.placement(document).passages;
    const lit = decorationsOf(passages).filter(({ ranges }) => ranges.length > 0);
    assert.deepEqual(
      lit.map(({ look }) => look),
      ['languageModel'],
    );
    assert.deepEqual(await hintsIn(document), ['LM', 'LM']);
    const hover = await hoverAt(document, passages[0]!.range.start);
    assert.match(hover, /Named by a language model.*no score/);
    assert.match(hover, /language model Fake Model/);
    assert.doesNotMatch(hover, /Evidence \d|threshold/);
    assert.match(parts.panel.message!, /passages named by language model Fake Model: 2/);
    const [section] = parts.panel.getChildren();
    const [row] = parts.panel.getChildren(section);
    assert.match(`${row!.label as string} ${row!.description as string}`, /^The recordings.* LM · line 7$/);
    assert.match(row!.accessibilityInformation!.label, /^Named by a language model, line 7/);
  });

  it('the best passage that a model names comes into view, without moving the cursor', async () => {
    const editor = await open(`# Rooms\n\n${'Filler words of a long paper.\n\n'.repeat(300)}${PAPER}`);
    fake.script = () => Promise.resolve(replyWith(SECOND));
    const result = await ask();
    const { line } = editor.document.positionAt(result!.spans[0]!.start);
    await until(
      () => editor.visibleRanges.some((range) => range.start.line <= line && line <= range.end.line),
      vscode.window.onDidChangeTextEditorVisibleRanges,
    );
    assert.equal(editor.selection.active.line, 0);
  });

  it('the request has the question and the whole paper in sections, and nothing else', async () => {
    const long = `${PAPER}\n\n${'Filler words of a long paper. '.repeat(150)}\n\n`.repeat(12);
    await open(long);
    fake.script = () => Promise.resolve(replyWith());
    const result = await ask();
    assert.deepEqual(result?.spans, []);
    assert.ok(fake.prompts.length > 1, 'the paper is larger than one request');
    const sent = fake.prompts
      .flatMap((prompt) => [...prompt.matchAll(/<section number="\d+">\n([^]*?)\n<\/section>/g)])
      .map(([, text]) => text);
    assert.equal(sent.join(''), long);
    for (const prompt of fake.prompts) {
      assert.ok(prompt.includes(JSON.stringify(QUESTION)));
      assert.ok(prompt.length < 8000 * 4, 'within the window of the model');
    }
  });

  it('the lit question is asked when none is given', async () => {
    await open(PAPER);
    await vscode.commands.executeCommand('evidence.highlight', { question: QUESTION });
    fake.script = () => Promise.resolve(replyWith(SECOND));
    const result = await ask({ question: undefined });
    assert.equal(result?.question, QUESTION);
    assert.equal(fake.prompts.length, 1);
  });

  it('a refusal, small talk and broken JSON light nothing and are not reported as faults', async () => {
    const { document } = await open(PAPER);
    for (const reply of [
      "I'm sorry, I can't help with that.",
      '',
      '{"passages": [',
      replyWith('the recordings WERE'),
    ]) {
      fake.script = () => Promise.resolve(reply);
      const result = await ask();
      assert.deepEqual(result?.spans, []);
      assert.equal(parts.papers.paper(document.uri).current!.answer.state, 'complete');
    }
  });

  it('an error of the provider, such as a used-up quota, fails the question and leaves what was lit before', async () => {
    const { document } = await open(PAPER + `\n${'Filler words of a long paper. '.repeat(40)}\n`.repeat(30));
    for (const error of [
      vscode.LanguageModelError.Blocked('quota'),
      vscode.LanguageModelError.NoPermissions(),
      new Error('?'),
    ]) {
      fake.prompts.length = 0;
      fake.script = () => (fake.prompts.length === 1 ? Promise.resolve(replyWith(FIRST)) : Promise.reject(error));
      assert.equal(await ask(), undefined);
      assert.equal(fake.prompts.length, 2);
      assert.equal(parts.papers.paper(document.uri).current!.answer.state, 'failed');
      assert.deepEqual(
        parts.papers.placement(document).passages.map(({ text }) => text),
        [FIRST],
      );
    }
  });

  it('a new question cancels the waiting one, and the model is told', async () => {
    const { document } = await open(PAPER);
    let told = false;
    let asked: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (asked = resolve));
    fake.script = (_prompt, token) =>
      new Promise((_resolve, reject) => {
        asked();
        token.onCancellationRequested(() => {
          told = true;
          reject(new vscode.CancellationError());
        });
      });
    const first = ask();
    await waiting;
    fake.script = () => Promise.resolve(replyWith(SECOND));
    const second = await ask({ question: 'Who minded the clouds?' });
    assert.equal(await first, undefined);
    await until(() => told);
    assert.deepEqual(
      second?.spans.map(({ text }) => text),
      [SECOND],
    );
    assert.equal(parts.papers.paper(document.uri).current!.answer.question, 'Who minded the clouds?');
  });

  it('asking again asks a language model and no other engine', async () => {
    const { document } = await open(PAPER);
    fake.script = () => Promise.resolve(replyWith(FIRST));
    await ask();
    const model = sourceToText(parts.papers.paper(document.uri).current!.answer.source);
    // The reader is asked which model may have the text; after Escape nothing is sent.
    const again = vscode.commands.executeCommand('evidence.highlight', { question: QUESTION, model });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    assert.equal(await again, undefined);
    assert.equal(fake.prompts.length, 1);
  });

  it('the reader is told when there is no language model', async () => {
    await open(PAPER);
    assert.equal(await ask({ model: 'no-such-model' }), undefined);
    assert.equal(fake.prompts.length, 0);
  });
});

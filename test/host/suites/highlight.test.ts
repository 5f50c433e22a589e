import * as assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { removeFolder } from '../../removeFolder';
import type { Answer } from '../../../src/core/answers/answer';
import type { HighlightResult } from '../../../src/core/answers/result';
import { decorationsOf } from '../../../src/features/decorations/decorations';
import { targetOf } from '../../../src/papers/targets';
import type { SectionItem } from '../../../src/features/panel/items';
import { api, hintsIn, hoverAt, open, PAPER, QUESTION, reset, set, until, type Parts } from './support';

describe('Highlight evidence', () => {
  let parts: Parts;
  before(async () => {
    ({ parts } = await api());
  });
  afterEach(reset);

  const ask = (args: object): Thenable<HighlightResult | undefined> =>
    vscode.commands.executeCommand('evidence.highlight', args);

  const askAs = (
    document: vscode.TextDocument,
    question: string,
    progress: (answer: Answer) => void,
  ): Promise<Answer> =>
    parts.asker.ask({ document, question, model: 'keyword' }, progress, new AbortController().signal);

  it('Highlight evidence finds the passage that answers, verbatim and at its place', async () => {
    const { document } = await open(PAPER);
    const result = await ask({ question: QUESTION });
    assert.ok(result);
    assert.equal(result.model, 'keyword');
    assert.equal(result.spans.length, 1);
    const [span] = result.spans;
    assert.equal(document.getText().slice(span!.start, span!.end), span!.text);
    assert.match(span!.text, /^The recordings were collected/);
    assert.deepEqual(span!.section, ['On running', 'Data collection']);
    assert.equal(span!.line, 7);
  });

  it('offsets are right for CRLF, emoji and a repeated text', async () => {
    const text = `😀 ${PAPER}\n\n${PAPER}`.replaceAll('\n', '\r\n');
    const { document } = await open(text);
    const result = await ask({ question: QUESTION });
    assert.equal(result?.spans.length, 2);
    for (const span of result.spans) assert.equal(document.getText().slice(span.start, span.end), span.text);
  });

  it('what answers is decorated by band, with its score after it, and the rest of its paragraph faintly', async () => {
    const { document } = await open(PAPER);
    await ask({ question: QUESTION });
    const [passage] = parts.papers.placement(document).passages;
    const lit = decorationsOf(parts.papers.placement(document).passages).filter(({ ranges }) => ranges.length > 0);
    assert.equal(lit.length, 1);
    assert.deepEqual(
      lit[0]!.ranges.map((range) => document.getText(range)),
      ['The recordings were collected from forty volunteers with a microphone in a quiet room.'],
    );
    assert.deepEqual(
      passage!.around.map(({ range }) => document.getText(range)),
      ['Each recording took ten minutes.'],
    );
    const hints = await hintsIn(document);
    assert.equal(hints.length, 1);
    // A point after which the editor does not end a line.
    assert.match(hints[0]!, /^\d\u2024\d\d$/);
  });

  it('the panel lists the passage under its section, by what answers, with score and line behind it', async () => {
    await open(PAPER);
    await ask({ question: QUESTION });
    const [section] = parts.panel.getChildren();
    assert.equal(section?.contextValue, 'section');
    assert.equal(section.label, 'Data collection');
    // Reads the field of the section: this suite is a bundle with its own copies of the classes, so `instanceof` would be false.
    const [passage] = (section as SectionItem).passages;
    assert.equal(passage!.contextValue, 'passage');
    assert.match(passage!.label as string, /^The recordings/);
    assert.match(passage!.description as string, /^\d\.\d\d · line 7$/);
    assert.match(passage!.accessibilityInformation!.label, /^Score \d\.\d\d, line 7: The recordings/);
    assert.match(parts.panel.message!, /How were the recordings/);
  });

  it('the document stays as it was through asking, judging, exporting and clearing', async () => {
    const { document } = await open(PAPER);
    const version = document.version;
    await ask({ question: QUESTION });
    const [passage] = parts.papers.placement(document).passages;
    await vscode.commands.executeCommand('evidence.acceptPassage', targetOf(document.uri, passage!));
    assert.equal(parts.papers.placement(document).passages[0]!.verdict, 'accepted');
    const folder = mkdtempSync(path.join(os.tmpdir(), 'evidence-lens-'));
    const to = vscode.Uri.file(path.join(folder, 'report.md')).toString();
    assert.equal(await vscode.commands.executeCommand('evidence.export', { format: 'markdown', to }), to);
    await vscode.commands.executeCommand('evidence.clear');
    assert.equal(document.getText(), PAPER);
    assert.equal(document.version, version);
    removeFolder(folder);
  });

  it('the hover says why a passage is lit', async () => {
    const { document } = await open(PAPER);
    await ask({ question: QUESTION });
    const [passage] = parts.papers.placement(document).passages;
    const hover = await hoverAt(document, passage!.range.start);
    assert.match(hover, /Evidence \d\.\d\d/);
    assert.match(hover, /threshold 0\.20/);
    assert.match(hover, /keyword/);
    assert.match(hover, /Data/);
    assert.match(
      hover,
      /Best sentence \d\\\.\d\d\\:.*The \*\*recordings\*\* were \*\*collected\*\* from forty \*\*volunteers\*\*/,
    );
    assert.equal(await hoverAt(document, new vscode.Position(0, 2)), '');
  });

  it('a new threshold makes new passages without asking the engine again', async () => {
    const { document } = await open(PAPER);
    await ask({ question: QUESTION });
    const answer = parts.papers.paper(document.uri).current?.answer;
    const settings = vscode.workspace.getConfiguration('evidence');
    await settings.update('threshold', 1, vscode.ConfigurationTarget.Global);
    await until(() => parts.papers.placement(document).passages.length === 0, parts.papers.onDidChange);
    assert.match(parts.panel.message!, /Nothing above 1\.00\. The best passage has 0\.\d\d\./);
    await vscode.commands.executeCommand('evidence.showWeaker');
    assert.equal(parts.papers.placement(document).passages.length, 1);
    const after = vscode.workspace.getConfiguration('evidence');
    assert.equal(after.get('threshold'), 1, 'the actions write no settings');
    assert.equal(parts.papers.paper(document.uri).current?.answer, answer, 'the answer is the same');
  });

  it('Raise and Lower Threshold change this paper only, and Save Threshold writes the setting', async () => {
    const { document } = await open(PAPER);
    await ask({ question: QUESTION });
    await vscode.commands.executeCommand('evidence.raiseThreshold');
    assert.equal(parts.papers.view(document.uri).threshold, 0.25);
    await vscode.commands.executeCommand('evidence.lowerThreshold');
    await vscode.commands.executeCommand('evidence.lowerThreshold');
    assert.equal(parts.papers.view(document.uri).threshold, 0.15);
    await vscode.commands.executeCommand('evidence.saveThreshold');
    assert.equal(vscode.workspace.getConfiguration('evidence').get('threshold'), 0.15);
  });

  it('the count of lit passages shows below the paper that was asked, and not below another', async () => {
    await open(PAPER);
    await ask({ question: QUESTION });
    assert.equal(parts.passageCount.text, '1 passage');
    await vscode.commands.executeCommand('evidence.raiseThreshold');
    const { uri } = vscode.window.activeTextEditor!.document;
    parts.papers.change(uri, (paper) => paper.setThreshold(1));
    assert.equal(parts.passageCount.text, '0 passages');
    await open('# Another paper');
    assert.equal(parts.passageCount.text, '');
    await vscode.commands.executeCommand('evidence.clear');
    assert.equal(parts.papers.paper(uri).lit.length, 0, 'what is cleared is what the views show');
  });

  it('the panel counts passages in references and front matter, and lights them for this paper on request', async () => {
    const { document } = await open(PAPER);
    await ask({ question: QUESTION });
    const rows = (): string[] => parts.panel.getChildren().map(({ label }) => (typeof label === 'string' ? label : ''));
    assert.deepEqual(rows(), ['Data collection', 'Show weaker', 'In references and front matter: 1']);
    await vscode.commands.executeCommand('evidence.showReferences');
    assert.deepEqual(rows(), ['Data collection', 'References', 'Show weaker', 'Hide references and front matter']);
    assert.equal(parts.papers.placement(document).passages.length, 2);
    assert.equal(vscode.workspace.getConfiguration('evidence').get('includeReferences'), false);
    await vscode.commands.executeCommand('evidence.hideReferences');
    assert.equal(parts.papers.placement(document).passages.length, 1);
  });

  it('a page number is not taken for a section', async () => {
    await open(PAPER.replace('The recordings', '#### Page 2\n\nThe recordings'));
    await ask({ question: QUESTION });
    assert.equal(parts.panel.getChildren()[0]!.label, 'Data collection');
  });

  it('passages follow edits, and an edited passage is marked until the question is asked again', async () => {
    const editor = await open(PAPER);
    const { document } = editor;
    await ask({ question: QUESTION });
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'A new first line.\n\n'));
    let [passage] = parts.papers.placement(document).passages;
    assert.equal(document.getText(passage!.range), passage!.text);
    assert.equal(passage!.edited, false);
    await editor.edit((edit) => edit.insert(passage!.range.start.translate(0, 4), 'many '));
    [passage] = parts.papers.placement(document).passages;
    assert.equal(passage!.edited, true);
    assert.match(await hoverAt(document, passage!.range.start), /Edited since/);
    await vscode.commands.executeCommand('evidence.askAgain');
    [passage] = parts.papers.placement(document).passages;
    assert.equal(passage!.edited, false);
    assert.match(passage!.text, /^The many recordings/);
  });

  it('two editors of one document show the same passages, and both are cleared', async () => {
    const editor = await open(PAPER);
    await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.Beside);
    await ask({ question: QUESTION });
    assert.equal(vscode.window.visibleTextEditors.length, 2);
    assert.equal(parts.papers.placement(editor.document).passages.length, 1);
    await vscode.commands.executeCommand('evidence.clear');
    assert.equal(parts.papers.placement(editor.document).passages.length, 0);
    assert.equal(parts.papers.paper(editor.document.uri).current?.answer, undefined);
  });

  it('Next and Previous go round the ends of the paper, and Reveal shows a passage', async () => {
    const editor = await open(`${PAPER}\n\n${PAPER}`);
    await ask({ question: QUESTION });
    const passages = parts.papers.placement(editor.document).passages;
    assert.equal(passages.length, 2);
    const lines: number[] = [];
    for (const command of ['next', 'next', 'next', 'previous', 'previous']) {
      await vscode.commands.executeCommand(`evidence.${command}`);
      lines.push(editor.selection.active.line);
    }
    const [a, b] = passages.map(({ range }) => range.start.line);
    // The question brought the first into view.
    assert.deepEqual(lines, [b, a, b, a, b]);
    const { start, end } = passages[1]!;
    await vscode.commands.executeCommand('evidence.reveal', { uri: editor.document.uri.toString(), start, end });
    assert.equal(vscode.window.activeTextEditor!.selection.active.line, b);
  });

  it('a quote has the words, the section, the line and the file', async () => {
    const editor = await open(PAPER);
    await ask({ question: QUESTION });
    const [passage] = parts.papers.placement(editor.document).passages;
    editor.selection = new vscode.Selection(passage!.range.start, passage!.range.start);
    await vscode.commands.executeCommand('evidence.copyQuote');
    const quote = await vscode.env.clipboard.readText();
    assert.match(quote, /^> The recordings were collected/);
    assert.match(quote, /Data collection, line 7\)/);
  });

  it('a question brings its best passage into view and leaves the cursor, unless the setting or the caller says no', async () => {
    const long = `# On rain\n\n${'Rain fell.\n\n'.repeat(200)}${PAPER}`;
    const shown = (editor: vscode.TextEditor): boolean => {
      const [passage] = parts.papers.placement(editor.document).passages;
      return editor.visibleRanges.some((range) => range.contains(passage!.range.start));
    };
    const editor = await open(long);
    await ask({ question: QUESTION, reveal: false });
    assert.ok(!shown(editor), 'other code may say where the reader stays');
    await ask({ question: QUESTION });
    await until(() => shown(editor), vscode.window.onDidChangeTextEditorVisibleRanges);
    assert.deepEqual(editor.selection, new vscode.Selection(0, 0, 0, 0));

    const other = await open(long);
    await set({ revealBest: false });
    await ask({ question: QUESTION });
    assert.ok(!shown(other));
  });

  it('a scope limits the question to its part of the paper', async () => {
    const twice = `${PAPER}\n\n${PAPER}`;
    const { document } = await open(twice);
    const scope = { start: twice.lastIndexOf('# On running'), end: twice.length };
    const signal = new AbortController().signal;
    await parts.asker.ask({ document, question: QUESTION, model: 'keyword', scope }, () => undefined, signal);
    const passages = parts.papers.placement(document).passages;
    assert.equal(passages.length, 1);
    assert.ok(passages[0]!.start >= scope.start);
  });

  it('the setting includeReferences lights the reference list too', async () => {
    const { document } = await open(PAPER);
    await ask({ question: QUESTION });
    await vscode.workspace
      .getConfiguration('evidence')
      .update('includeReferences', true, vscode.ConfigurationTarget.Global);
    await until(() => parts.papers.placement(document).passages.length === 2, parts.papers.onDidChange);
  });

  it('empty documents, empty and endless questions, binary text and missing files are refused and leave nothing behind', async () => {
    for (const [content, question] of [
      ['', QUESTION],
      ['  \n ', QUESTION],
      [PAPER, '   '],
      ['PK\0\0binary', QUESTION],
      [PAPER, 'x'.repeat(10_001)],
    ] as const) {
      const { document } = await open(content);
      assert.equal(await ask({ question }), undefined);
      assert.equal(parts.papers.placement(document).passages.length, 0);
    }
    assert.equal(await ask({ question: QUESTION, uri: 'file:///no/such/paper.md' }), undefined);
  });

  it('a paper that keywords cannot read gets an error, not an empty answer', async () => {
    const { document } = await open(
      '# 关于跑步\n\n' + '这篇论文研究跑步对人的影响。我们收集了四十名志愿者的录音。'.repeat(20),
    );
    assert.equal(await ask({ question: QUESTION }), undefined);
    assert.equal(parts.papers.paper(document.uri).current!.answer.state, 'failed');
  });

  it('plain text and LaTeX are read as text', async () => {
    for (const language of ['plaintext', 'latex']) {
      await open(PAPER, language);
      const result = await ask({ question: QUESTION });
      assert.ok(result!.spans.length > 0);
      assert.deepEqual(result!.spans[0]!.section, []);
    }
  });

  it('a question that another interrupts waits, goes on after it, and keeps the scores that it has', async () => {
    const { document } = await open(PAPER.repeat(300));
    const ended: string[] = [];
    const waited: { scored: number; row: string }[] = [];
    let second: Promise<Answer> | undefined;
    const first = await askAs(document, QUESTION, (answer) => {
      if (answer.isWaiting) {
        const row = parts.questions.getChildren().find(({ label }) => label === QUESTION);
        waited.push({ scored: answer.scored, row: String(row?.description) });
      }
      if (answer.scored === 0) return;
      second ??= askAs(document, 'wind and rain clouds', () => undefined).finally(() => ended.push('second'));
    });
    ended.push('first');
    assert.deepEqual(ended, ['second', 'first']);
    assert.equal(waited.length, 1);
    assert.ok(waited[0]!.scored > 0 && waited[0]!.scored < first.total);
    assert.match(waited[0]!.row, /^waits for a later question · /);
    assert.deepEqual([first.state, first.scored], ['complete', first.total]);
    assert.ok(first.passages(parts.papers.view(document.uri)).length > 0);
    assert.equal((await second!).state, 'complete');
    assert.equal(parts.papers.paper(document.uri).current!.answer, await second);
  });

  const stops: Readonly<Record<string, (uri: vscode.Uri, id: string) => unknown>> = {
    cleared: () => vscode.commands.executeCommand('evidence.clear'),
    removed: (uri, id) => parts.papers.change(uri, (paper) => paper.removeQuestion(id)),
  };
  for (const [how, stop] of Object.entries(stops)) {
    it(`a question that is ${how} while it waits does not go on`, async () => {
      const { document } = await open(PAPER.repeat(300));
      let second: Promise<Answer> | undefined;
      const first = await askAs(document, QUESTION, (answer) => {
        if (answer.isWaiting) {
          const { questions } = parts.papers.paper(document.uri);
          void stop(document.uri, questions.find((question) => question.answer === answer)!.id);
        } else if (answer.scored > 0) {
          second ??= askAs(document, 'wind and rain clouds', () => undefined);
        }
      });
      assert.equal(first.state, 'cancelled');
      assert.ok(first.scored < first.total);
      assert.equal((await second!).state, 'complete');
    });
  }

  it('a killed process fails one question, and the next one works', async () => {
    const { document } = await open(PAPER);
    await ask({ question: QUESTION });
    const killed = parts.client.processId;
    assert.ok(killed);
    const long = PAPER.repeat(300);
    const big = await open(long);
    const asked = parts.asker.ask(
      { document: big.document, question: QUESTION, model: 'keyword' },
      () => undefined,
      new AbortController().signal,
    );
    process.kill(killed, 'SIGKILL');
    await assert.rejects(asked, /stopped|ended|crashed/i);
    await vscode.window.showTextDocument(document);
    const again = await ask({ question: QUESTION });
    assert.equal(again!.spans.length, 1);
    assert.notEqual(parts.client.processId, killed);
  });

  it('a cancelled question stops at once and sends nothing more', async () => {
    const big = await open(PAPER.repeat(300));
    const abort = new AbortController();
    let reports = 0;
    const asked = parts.asker.ask(
      { document: big.document, question: QUESTION, model: 'keyword' },
      () => {
        reports++;
        abort.abort();
      },
      abort.signal,
    );
    const answer = await asked;
    assert.equal(answer.state, 'cancelled');
    const then = reports;
    await open(PAPER);
    assert.ok(await ask({ question: QUESTION }));
    assert.equal(reports, then);
  });
});

import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { parseRows } from '../../../scripts/eval/rows';
import { api, forget, hoverAt, PAPER, QUESTION, reset, until, type Parts } from './support';

const FRONT = '---\ntitle: On running\ncitation-key: runner2020\n---\n\n';

describe('quotes, export and annotation', () => {
  let parts: Parts;
  const folder = (): vscode.Uri => vscode.workspace.workspaceFolders![0]!.uri;
  const fileOf = (name: string): vscode.Uri => vscode.Uri.joinPath(folder(), 'exported', name);
  const read = async (uri: vscode.Uri): Promise<string> =>
    Buffer.from(await vscode.workspace.fs.readFile(uri)).toString();

  before(async () => {
    ({ parts } = await api());
  });
  afterEach(async () => {
    await forget(parts, fileOf('paper.md'));
    await reset();
    await vscode.workspace.fs.delete(fileOf(''), { recursive: true });
  });

  async function paper(content = FRONT + PAPER): Promise<vscode.TextEditor> {
    await vscode.workspace.fs.writeFile(fileOf('paper.md'), Buffer.from(content));
    await vscode.commands.executeCommand('vscode.open', fileOf('paper.md'), { preview: false });
    const isActive = (): boolean =>
      vscode.window.activeTextEditor?.document.uri.toString() === fileOf('paper.md').toString();
    await until(isActive, vscode.window.onDidChangeActiveTextEditor);
    await vscode.commands.executeCommand('evidence.highlight', { question: QUESTION });
    return vscode.window.activeTextEditor!;
  }

  const onPassage = (command: string, editor: vscode.TextEditor, index = 0): Thenable<unknown> => {
    const { start, end, question } = parts.papers.placement(editor.document).passages[index]!;
    const target = { uri: editor.document.uri.toString(), question: question.id, start, end };
    return vscode.commands.executeCommand(`evidence.${command}`, target);
  };

  it('a quote has title, section, line with a link, and the citation key', async () => {
    const editor = await paper();
    await onPassage('copyQuote', editor);
    const quote = await vscode.env.clipboard.readText();
    assert.match(
      quote,
      /^> The recordings were collected.*\n>\n> \(On running, Data collection, \[line 12\]\(\S+[:#]L?12\)\) \[@runner2020\]\n$/,
    );
  });

  it('the report links back to each line, relative to the place of the report', async () => {
    await paper();
    const to = fileOf('out/report.md').toString();
    assert.equal(await vscode.commands.executeCommand('evidence.export', { format: 'markdown', to }), to);
    const report = await read(fileOf('out/report.md'));
    assert.match(report, /^# Evidence: On running\n\n\[exported\/paper\.md\]\(\.\.\/paper\.md#L1\) \[@runner2020\]/);
    assert.match(
      report,
      /> The recordings were collected[^\n]*\n>\n> \d\.\d\d · Data collection · \[line 12\]\(\.\.\/paper\.md#L12\)/,
    );
  });

  it('JSON and CSV have the passages at their places', async () => {
    const { document } = await paper();
    for (const format of ['json', 'csv']) {
      const to = fileOf(`all.${format}`).toString();
      await vscode.commands.executeCommand('evidence.export', { format, to });
    }
    const [passage] = parts.papers.placement(document).passages;
    const { questions } = JSON.parse(await read(fileOf('all.json'))) as {
      questions: { spans: { start: number; text: string }[] }[];
    };
    assert.deepEqual(
      questions[0]!.spans.map(({ start, text }) => [start, text]),
      [[document.offsetAt(passage!.range.start), passage!.text]],
    );
    assert.match(await read(fileOf('all.csv')), /\r\nexported\/paper\.md,On running,runner2020,How were/);
  });

  it('exported Web Annotations can be imported again, also after edits', async () => {
    const editor = await paper(`${FRONT}${PAPER}\n\n${PAPER}`);
    const before = parts.papers.placement(editor.document).passages.map(({ text, score }) => [text, score]);
    assert.equal(before.length, 2);
    const from = fileOf('a.jsonld').toString();
    await vscode.commands.executeCommand('evidence.export', { format: 'annotations', to: from });
    parts.papers.forget(editor.document.uri);
    assert.equal(parts.papers.placement(editor.document).passages.length, 0);
    await editor.edit((edit) => edit.insert(new vscode.Position(5, 0), 'A new 😀 paragraph.\n\n'));
    assert.equal(await vscode.commands.executeCommand('evidence.import', { from }), 2);
    const passages = parts.papers.placement(editor.document).passages;
    assert.deepEqual(
      passages.map(({ text, score }) => [text, score]),
      before,
    );
    for (const { range, text } of passages) assert.equal(editor.document.getText(range), text);
    assert.equal(parts.papers.paper(editor.document.uri).current!.answer.question, QUESTION);
  });

  it('a file that is not an annotation file and a place that cannot be written are reported and change nothing', async () => {
    const { document } = await paper();
    await vscode.workspace.fs.writeFile(fileOf('none.jsonld'), Buffer.from('{'));
    assert.equal(
      await vscode.commands.executeCommand('evidence.import', { from: fileOf('none.jsonld').toString() }),
      undefined,
    );
    assert.equal(
      await vscode.commands.executeCommand('evidence.import', { from: fileOf('no-such.jsonld').toString() }),
      undefined,
    );
    const to = fileOf('paper.md/below-a-file.json').toString();
    assert.equal(await vscode.commands.executeCommand('evidence.export', { format: 'json', to }), undefined);
    assert.equal(parts.papers.paper(document.uri).questions.length, 1);
  });

  it('a rejected passage is dark at every threshold, and the rejection can be undone', async () => {
    const editor = await paper();
    const { document } = editor;
    await onPassage('rejectPassage', editor);
    parts.papers.change(document.uri, (paper) => paper.setThreshold(0.01));
    assert.ok(!parts.papers.placement(document).passages.some(({ text }) => text.startsWith('The recordings')));
    const [rejected] = parts.papers.placement(document).rejected;
    const row = parts.panel.getChildren().find(({ label }) => label === 'Rejected');
    assert.ok(row);
    await vscode.commands.executeCommand('evidence.resetPassage', parts.panel.getChildren(row)[0]);
    assert.equal(parts.papers.placement(document).rejected.length, 0);
    assert.ok(parts.papers.placement(document).passages.some(({ start }) => start === rejected!.start));
  });

  it('an accepted passage stays lit, Shrink and Extend move its end by sentences, and a selection by words', async () => {
    const editor = await paper();
    const { document } = editor;
    await onPassage('acceptPassage', editor);
    parts.papers.change(document.uri, (paper) => paper.setThreshold(1));
    const words = (): string[] => parts.papers.placement(document).passages.map(({ range }) => document.getText(range));
    const [whole] = words();
    assert.match(whole!, /^The recordings.*room\. Each recording took ten minutes\.$/);
    await onPassage('shrinkPassage', editor);
    assert.match(words()[0]!, /^The recordings.*room\.$/);
    await onPassage('extendPassage', editor);
    assert.deepEqual(words(), [whole]);
    const { start } = parts.papers.placement(document).passages[0]!.range;
    editor.selection = new vscode.Selection(start.translate(0, 4), start.translate(0, 14));
    await onPassage('shrinkPassage', editor);
    assert.deepEqual(words(), ['recordings']);
    assert.match(await hoverAt(document, start.translate(0, 5)), /accepted/);
    await onPassage('resetPassage', editor);
    assert.deepEqual(words(), []);
  });

  it('new limits alone accept nothing, and a quote names authors and year', async () => {
    const editor = await paper(`---\nauthor: [Ada Byron, Mary Somerville]\ndate: 2021-03-04\n---\n${PAPER}`);
    const { document } = editor;
    await onPassage('shrinkPassage', editor);
    const [passage] = parts.papers.placement(document).passages;
    assert.equal(passage!.verdict, 'resized');
    assert.match(passage!.text, /^The recordings.*room\.$/);
    const hover = await hoverAt(document, passage!.range.start);
    assert.match(hover, /resized by you/);
    assert.match(hover, /\[Accept\].*\[Undo\].*\[Reject\]/s);
    const to = fileOf('rows.jsonl').toString();
    assert.equal(await vscode.commands.executeCommand('evidence.exportAnnotations', { to }), undefined);
    await onPassage('copyQuote', editor);
    assert.match(await vscode.env.clipboard.readText(), /\(Ada Byron and Mary Somerville, 2021, On running, /);
    await onPassage('acceptPassage', editor);
    assert.equal(parts.papers.placement(document).passages[0]!.verdict, 'accepted');
    await onPassage('extendPassage', editor);
    assert.equal(parts.papers.placement(document).passages[0]!.verdict, 'accepted');
  });

  it('passages without a decision of the reader give no training rows', async () => {
    const editor = await paper();
    const to = fileOf('rows.jsonl').toString();
    assert.equal(await vscode.commands.executeCommand('evidence.exportAnnotations', { to }), undefined);
    await onPassage('rejectPassage', editor);
    assert.equal(await vscode.commands.executeCommand('evidence.exportAnnotations', { to }), to);
    const rows = parseRows(await read(fileOf('rows.jsonl')));
    assert.ok(rows.length > 0);
    assert.ok(rows.every(({ row }) => row.gold.length === 0));
  });

  it('a selection is added as evidence, kept, and exported with the chunks that have none', async () => {
    const editor = await paper(
      `${FRONT}${PAPER}${'\n\nNothing of interest stands here, for a long while.'.repeat(60)}\n\n# Later\n\n${'Nor here, where the words go on and on. '.repeat(60)}\n`,
    );
    const { document } = editor;
    const own = 'the wind came from the west';
    const at = document.positionAt(document.getText().indexOf(own));
    editor.selection = new vscode.Selection(at, at.translate(0, own.length));
    parts.papers.change(document.uri, (paper) => paper.setThreshold(0.05));
    await vscode.commands.executeCommand('evidence.addPassage');
    assert.deepEqual(
      parts.papers.placement(document).passages.map(({ verdict }) => verdict),
      [undefined, 'added'],
    );
    const to = fileOf('rows.jsonl').toString();
    await vscode.commands.executeCommand('evidence.exportAnnotations', { to });
    const decided = parseRows(await read(fileOf('rows.jsonl')));
    assert.ok(decided.length > 0);
    assert.ok(!decided.some(({ row }) => row.chunk.includes('The recordings')), 'one passage there is not judged yet');
    await onPassage('acceptPassage', editor);
    await vscode.commands.executeCommand('evidence.exportAnnotations', { to });
    const rows = parseRows(await read(fileOf('rows.jsonl')));
    const spans = rows.flatMap(({ row }) => row.gold.map(({ start, end }) => row.chunk.slice(start, end)));
    assert.deepEqual(
      spans,
      parts.papers.placement(document).passages.map(({ text }) => text),
    );
    assert.ok(rows.some(({ row }) => row.gold.length === 0));
    assert.equal(rows.map(({ row }) => row.chunk).join(''), document.getText());
    assert.ok(rows.every(({ row }) => row.query === QUESTION));
    editor.selection = new vscode.Selection(at, at.translate(0, 1));
    await onPassage('rejectPassage', editor, 1);
    assert.equal(parts.papers.placement(document).passages.length, 1);
  });
});

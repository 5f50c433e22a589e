import * as assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import * as vscode from 'vscode';
import { api, open, PAPER, QUESTION, reset, type Parts } from './support';

/**
 * The page that the editor's own engine makes of a document, with the extension's part in it. What it keeps is let go of first: it knows
 * documents by name and version, and the tests' untitled ones take each other's names.
 */
async function rendered(document: vscode.TextDocument): Promise<string> {
  await vscode.commands.executeCommand('markdown.preview.refresh');
  return vscode.commands.executeCommand<string>('markdown.api.render', document);
}

describe('the markdown preview', () => {
  let parts: Parts;
  before(async () => {
    ({ parts } = await api());
  });
  afterEach(reset);

  it('is lit where the paper answers, with the score as a tooltip', async () => {
    const { document } = await open(PAPER);
    const before = await rendered(document);
    assert.doesNotMatch(before, /<mark/);
    await vscode.commands.executeCommand('evidence.highlight', { question: QUESTION });
    const html = await rendered(document);
    const [, band, title, text] =
      /<mark class="evidence evidence-(\w+)" title="([^"]*)">([^<]*)<\/mark>/.exec(html) ?? [];
    assert.ok(band && title && text, html);
    assert.equal(text, parts.papers.passages(document)[0]!.text);
    assert.match(title, /^\d\.\d\d · How were the recordings collected from volunteers\?$/);
    assert.equal(html.replace(/<\/?mark[^>]*>/g, ''), before);
  });

  it('follows the threshold, and is plain again when the answer is cleared', async () => {
    const { document } = await open(PAPER);
    await vscode.commands.executeCommand('evidence.highlight', { question: QUESTION });
    parts.papers.setThreshold(document.uri, 1);
    assert.doesNotMatch(await rendered(document), /<mark/);
    parts.papers.setThreshold(document.uri, undefined);
    assert.match(await rendered(document), /<mark/);
    await vscode.commands.executeCommand('evidence.clear');
    assert.doesNotMatch(await rendered(document), /<mark/);
  });

  it('tells several lit questions apart, and names each in its tooltip', async () => {
    const { document } = await open(PAPER);
    await vscode.commands.executeCommand('evidence.highlight', { question: QUESTION });
    await vscode.commands.executeCommand('evidence.highlight', { question: 'wind and rain clouds' });
    const [second, first] = parts.papers.questions(document.uri);
    parts.papers.setLit(document.uri, first!.id, true);
    const html = await rendered(document);
    for (const question of [first!, second!]) {
      const { slot } = parts.papers.question(document.uri, question.id)!;
      const sign = String.fromCodePoint(0x2460 + slot);
      const mark = `<mark class="evidence evidence-question${slot + 1}" title="\\d\\.\\d\\d · ${sign} `;
      assert.match(html, new RegExp(mark));
    }
  });

  it('holds with Windows line ends, front matter, tables, math and HTML, and after edits', async () => {
    const rich = [
      '---\ntitle: On running\n---\n\n# On *running*\n',
      'The **recordings** were [collected](http://example.org "volunteers") from $n = 40$ `volunteers`,  \nin a <b>quiet</b> room &amp; with\\* a microphone.\n',
      '| what | how |\n| --- | --- |\n| recordings | collected from volunteers |\n',
    ].join('\n');
    const editor = await open(rich.replaceAll('\n', '\r\n'));
    const { document } = editor;
    const before = await rendered(document);
    await vscode.commands.executeCommand('evidence.highlight', { question: QUESTION });
    const html = await rendered(document);
    assert.equal(html.replace(/<\/?mark[^>]*>/g, ''), before);
    assert.match(html, /<strong><mark[^>]*>recordings<\/mark><\/strong>/);
    assert.match(html, /<td[^>]*><mark[^>]*>collected from volunteers<\/mark><\/td>/);
    await editor.edit((edit) => edit.insert(new vscode.Position(4, 0), 'A line that was typed.\r\n\r\n'));
    assert.equal((await rendered(document)).match(/<mark/g)?.length, html.match(/<mark/g)?.length);
  });

  it('text of another state of the document is not lit', async () => {
    const { document } = await open(PAPER);
    await vscode.commands.executeCommand('evidence.highlight', { question: QUESTION });
    const { extendMarkdownIt } = await api();
    const md = extendMarkdownIt(new MarkdownIt());
    const page = (text: string): string => md.render(text, { currentDocument: document.uri });
    assert.match(page(PAPER), /<mark/);
    assert.doesNotMatch(page(`${PAPER}\nmore`), /<mark/);
    assert.doesNotMatch(md.render(PAPER), /<mark/);
  });
});

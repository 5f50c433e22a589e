import * as assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import * as vscode from 'vscode';
import { api, forget, open, PAPER, QUESTION, reset, show, until, type Parts } from './support';

/**
 * The page that the editor's own engine renders of a document, with the extension's plugin. Its cache is cleared first: it knows documents by
 * name and version, and the tests' untitled documents reuse names.
 */
async function rendered(document: vscode.TextDocument): Promise<string> {
  await vscode.commands.executeCommand('markdown.preview.refresh');
  return vscode.commands.executeCommand<string>('markdown.api.render', document);
}

/** The words of a paper's first passage that answer, which are marked strongly. */
function answeringText(parts: Parts, document: vscode.TextDocument): string {
  const [passage] = parts.papers.placement(document).passages;
  return document.getText(passage!.answering[0]!.range);
}

describe('the markdown preview', () => {
  let parts: Parts;
  before(async () => {
    ({ parts } = await api());
  });
  afterEach(reset);

  it('the markdown preview lights the passages, with the score as a tooltip', async () => {
    const { document } = await open(PAPER);
    const before = await rendered(document);
    assert.doesNotMatch(before, /<mark/);
    await vscode.commands.executeCommand('evidence.highlight', { question: QUESTION });
    const html = await rendered(document);
    const [, band, title, text] =
      /<mark class="evidence evidence-(\w+)" title="([^"]*)">([^<]*)<\/mark>/.exec(html) ?? [];
    assert.ok(band && title && text, html);
    assert.equal(text, answeringText(parts, document), 'what answers is marked strongly');
    assert.match(title, /^\d\.\d\d · How were the recordings collected from volunteers\?$/);
    assert.equal(html.replace(/<\/?mark[^>]*>/g, ''), before);
  });

  it('the markdown preview follows the threshold, and is plain again when the answer is cleared', async () => {
    const { document } = await open(PAPER);
    await vscode.commands.executeCommand('evidence.highlight', { question: QUESTION });
    parts.papers.change(document.uri, (paper) => paper.setThreshold(1));
    assert.doesNotMatch(await rendered(document), /<mark/);
    parts.papers.change(document.uri, (paper) => paper.setThreshold(undefined));
    assert.match(await rendered(document), /<mark/);
    await vscode.commands.executeCommand('evidence.clear');
    assert.doesNotMatch(await rendered(document), /<mark/);
  });

  it('the markdown preview gives each lit question its own look and names it in the tooltip', async () => {
    const { document } = await open(PAPER);
    await vscode.commands.executeCommand('evidence.highlight', { question: QUESTION });
    await vscode.commands.executeCommand('evidence.highlight', { question: 'wind and rain clouds' });
    const [second, first] = parts.papers.paper(document.uri).questions;
    parts.papers.change(document.uri, (paper) => paper.setLit(first!.id, true));
    const html = await rendered(document);
    for (const question of [first!, second!]) {
      const { slot } = parts.papers.paper(document.uri).question(question.id)!;
      const sign = String.fromCodePoint(0x2460 + slot);
      const mark = `<mark class="evidence evidence-question${slot + 1}" title="\\d\\.\\d\\d · ${sign} `;
      assert.match(html, new RegExp(mark));
    }
  });

  it('the markdown preview is right for CRLF, front matter, tables, math, HTML, and after edits', async () => {
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

  it('a question asked while the reader looks at a markdown preview is asked of its paper', async () => {
    const [{ uri: folder }] = vscode.workspace.workspaceFolders as [vscode.WorkspaceFolder];
    const uri = vscode.Uri.joinPath(folder, 'looked-at.md');
    const other = vscode.Uri.joinPath(folder, 'sub', 'looked-at.md');
    const ending = vscode.Uri.joinPath(folder, 'at.md');
    for (const file of [other, ending, uri]) await vscode.workspace.fs.writeFile(file, Buffer.from(PAPER));
    try {
      for (const file of [other, uri]) {
        await vscode.commands.executeCommand('markdown.showPreview', file);
        const isShown = (): boolean => parts.currentPaper.active?.toString() === file.toString();
        await until(isShown, vscode.window.tabGroups.onDidChangeTabs);
        assert.equal(vscode.window.activeTextEditor, undefined, 'the page is what the reader looks at');
      }
      await rendered(await vscode.workspace.openTextDocument(ending));
      assert.equal(parts.currentPaper.active?.toString(), uri.toString(), 'a name that ends like another is another');
      const result = await vscode.commands.executeCommand('evidence.highlight', { question: QUESTION });
      assert.ok(result, 'the question is asked');
      assert.equal(parts.papers.paper(uri).questions.length, 1);
      assert.equal(
        parts.papers.paper(other).questions.length,
        0,
        'of two papers with one name the latest page is meant',
      );
      assert.equal(parts.currentPaper.uri?.toString(), uri.toString());
      assert.equal(vscode.window.activeTextEditor, undefined, 'the reader stays on the page');

      const document = await vscode.workspace.openTextDocument(uri);
      const target = async (): Promise<readonly [sign: string, text: string]> => {
        const [, sign, text] = /data-evidence-target="(\d+)">([^<]*)/.exec(await rendered(document)) ?? [];
        return [sign ?? '', text ?? ''];
      };
      const [asked, best] = await target();
      assert.equal(best, answeringText(parts, document), 'asking moves the page');
      await vscode.commands.executeCommand('evidence.passages.focus');
      const { start } = parts.papers.placement(document).passages[0]!;
      await until(() => parts.panel.selected?.target.start === start);
      const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).length;
      await vscode.commands.executeCommand('evidence.next');
      const [next, text] = await target();
      assert.equal(text, best);
      assert.notEqual(next, asked, 'Next moves the page again');
      assert.equal(vscode.window.activeTextEditor, undefined, 'no source is opened');
      assert.equal(vscode.window.tabGroups.all.flatMap((group) => group.tabs).length, tabs);

      await vscode.commands.executeCommand('vscode.openWith', uri, 'vscode.markdown.preview.editor');
      await until(() => !vscode.window.activeTextEditor && parts.currentPaper.active?.toString() === uri.toString());
      await vscode.commands.executeCommand('evidence.highlight', { question: 'wind and rain clouds' });
      assert.equal(
        parts.papers.paper(uri).questions.length,
        2,
        'a page that took the place of the editor is a page too',
      );
    } finally {
      await forget(parts, uri, other);
      for (const file of [uri, ending, vscode.Uri.joinPath(folder, 'sub')]) {
        await vscode.workspace.fs.delete(file, { recursive: true });
      }
    }
  });

  it('Next in a markdown preview moves its source along and leaves the focus where it is', async () => {
    const [{ uri: folder }] = vscode.workspace.workspaceFolders as [vscode.WorkspaceFolder];
    const uri = vscode.Uri.joinPath(folder, 'beside.md');
    await vscode.workspace.fs.writeFile(uri, Buffer.from(PAPER));
    try {
      const source = await show(uri);
      await vscode.commands.executeCommand('evidence.highlight', { question: QUESTION });
      await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
      await until(() => vscode.window.activeTextEditor === undefined && parts.currentPaper.active !== undefined);
      await vscode.commands.executeCommand('evidence.next');
      assert.deepEqual(source.selection.active, parts.papers.placement(source.document).passages[0]!.range.start);
      assert.equal(vscode.window.activeTextEditor, undefined, 'the reader stays on the page');
    } finally {
      await forget(parts, uri);
      await vscode.workspace.fs.delete(uri);
    }
  });

  it('a markdown preview of another state of the document is not lit', async () => {
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

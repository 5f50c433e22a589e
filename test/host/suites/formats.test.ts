import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { HighlightResult } from '../../../src/core/answers/result';
import { decorationsOf } from '../../../src/features/decorations/decorations';
import { api, hoverAt, reset, show, type Parts } from './support';

const QUARTO = [
  '---',
  'title: Reefs',
  '---',
  '',
  '# Reefs',
  '',
  '```{python}',
  '# How were the recordings collected from volunteers',
  '```',
  '',
  '## Data',
  '',
  'The recordings were collected from forty volunteers in a quiet room.',
  '',
].join('\n');

const LATEX = [
  '\\documentclass{article}',
  '% The recordings were collected from volunteers.',
  '\\begin{document}',
  '\\section{Data}',
  'The recordings were \\emph{collected} from forty volunteers in a quiet room.',
  '',
  '\\section{Weather}',
  'Rain fell in the afternoon.',
  '\\end{document}',
  '',
].join('\n');

const TABLE = [
  '# Reefs',
  '',
  'Table 1: Collected recordings by volunteers.',
  '',
  '| Place | Collected recordings |',
  '|---|---|',
  '| Quiet harbour | 120 by volunteers |',
  '| Windy bar | 80 |',
  '',
].join('\n');

const TORN = [
  '# Reefs',
  '',
  'The recordings were collected from the',
  '',
  '![](microphone.png)',
  '',
  'Figure 1: A picture of a harbour in the rain.',
  '',
  'volunteers in a quiet room.',
  '',
].join('\n');

const QUESTION = 'How were the recordings collected from volunteers?';

describe('papers in every format', () => {
  let parts: Parts;
  const files: vscode.Uri[] = [];
  before(async () => {
    ({ parts } = await api());
  });
  afterEach(async () => {
    await reset();
    for (const uri of files.splice(0)) await vscode.workspace.fs.delete(uri);
  });

  /** Opens a file with this text and asks it. */
  async function asked(
    name: string,
    text: string,
    question = QUESTION,
  ): Promise<{ readonly document: vscode.TextDocument; readonly result: HighlightResult }> {
    const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    files.push(uri);
    const { document } = await show(uri);
    const result = await vscode.commands.executeCommand<HighlightResult>('evidence.highlight', { question });
    return { document, result };
  }

  /** The texts that are decorated. */
  function lit(document: vscode.TextDocument): string[] {
    return decorationsOf(parts.papers.placement(document).passages)
      .flatMap(({ ranges }) => ranges)
      .map((range) => document.getText(range));
  }

  it('a Quarto document is lit in its text, but not in its program or front matter', async () => {
    const { document, result } = await asked('paper.qmd', QUARTO);
    const words = 'The recordings were collected from forty volunteers in a quiet room.';
    assert.deepEqual(lit(document), [words]);
    assert.deepEqual(result.spans[0]!.section, ['Reefs', 'Data']);
    assert.equal(result.spans[0]!.start, QUARTO.indexOf(words));
  });

  it('a LaTeX document is lit in its text, but not in its comments or commands', async () => {
    const { document, result } = await asked('paper.tex', LATEX);
    assert.deepEqual(lit(document), ['The recordings were \\emph{collected} from forty volunteers in a quiet room.']);
    assert.deepEqual(result.spans[0]!.section, ['Data']);
    assert.equal(result.spans[0]!.line, 5);
  });

  it('a lit row of a table shows its caption and columns, without bars', async () => {
    const { document } = await asked('table.md', TABLE, 'harbour');
    const row = parts.papers.placement(document).passages.find(({ text }) => text.includes('Quiet harbour'));
    assert.ok(row, 'the row is lit');
    const hover = (await hoverAt(document, row.range.start)).replaceAll('\\', '');
    assert.match(hover, /Table 1: Collected recordings by volunteers\. › Place · Collected recordings/);
    const items = parts.panel.getChildren().flatMap((section) => parts.panel.getChildren(section));
    assert.match(items[0]!.label as string, /^Quiet harbour · Collected recordings: 120 by volunteers/);
  });

  it('a passage that a figure interrupts is lit piece by piece, and quoted without the figure', async () => {
    const { document } = await asked('torn.md', TORN);
    assert.deepEqual(lit(document), ['The recordings were collected from the', 'volunteers in a quiet room.']);
    const caption = document.positionAt(TORN.indexOf('Figure 1'));
    assert.equal(await hoverAt(document, caption), '');
    for (const words of ['The recordings', 'volunteers in']) {
      assert.match(await hoverAt(document, document.positionAt(TORN.indexOf(words))), /Evidence \d\.\d\d/);
    }
    const [passage] = parts.papers.placement(document).passages;
    const target = { uri: document.uri.toString(), question: passage!.question.id };
    const named = { ...target, start: passage!.start, end: passage!.end };
    await vscode.commands.executeCommand('evidence.copyQuote', named);
    assert.match(
      await vscode.env.clipboard.readText(),
      /^> The recordings were collected from the … volunteers in a quiet room\.\n/,
    );
    // An accepted passage keeps its pieces.
    await vscode.commands.executeCommand('evidence.acceptPassage', named);
    assert.deepEqual(lit(document), ['The recordings were collected from the', 'volunteers in a quiet room.']);
    const page = await vscode.commands.executeCommand<string>('markdown.api.render', document);
    assert.doesNotMatch(page, /<mark[^>]*>[^<]*Figure 1/);
  });
});

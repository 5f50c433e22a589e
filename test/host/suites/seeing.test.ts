import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { SectionItem } from '../../../src/features/panel/items';
import { summaryOf } from '../../../src/papers/answerText';
import { api, hintsIn, hoverAt, open, reset, until, type Parts } from './support';

const QUESTION = 'How were the recordings collected from volunteers?';
const MANY = 40;
/** Each paragraph answers, each a little less than the one before. */
const LONG = [
  '# Recordings',
  ...Array.from(
    { length: MANY },
    (_, at) =>
      `The recordings were collected from volunteers in room ${at}.${' Nobody minded the weather there.'.repeat(at % 20)}`,
  ),
].join('\n\n');

/** A sentence that answers with a few words of the question, in a paragraph that is about other things. */
const ALONE = [
  '# Notes',
  `We had forty volunteers that day. ${'Rain fell on most afternoons, and the wind came from the west. '.repeat(14).trim()}`,
  'Nobody minded the clouds.',
].join('\n\n');

describe('what a reader sees of an answer', () => {
  let parts: Parts;
  before(async () => {
    ({ parts } = await api());
  });
  afterEach(reset);

  const ask = async (): Promise<void> => {
    await vscode.commands.executeCommand('evidence.highlight', { question: QUESTION });
  };
  const rows = (): string[] => parts.panel.getChildren().map(({ label }) => (typeof label === 'string' ? label : ''));

  it('of very many passages the best 15 are lit and listed by score, and all of them on request', async () => {
    const { document } = await open(LONG);
    await ask();
    const { passages, more } = parts.papers.placement(document);
    assert.deepEqual([passages.length, more.length], [15, MANY - 15]);
    assert.equal((await hintsIn(document)).length, 15);
    assert.equal(parts.passageCount.text, `15 of ${MANY} passages`);
    assert.equal(rows().length, 16);
    assert.equal(rows().at(-1), `Show all ${MANY}`);
    const scores = parts.panel
      .getChildren()
      .slice(0, 15)
      .map(({ description }) => Number((description as string).slice(0, 4)));
    assert.deepEqual(
      scores,
      [...scores].sort((a, b) => b - a),
    );

    await vscode.commands.executeCommand('evidence.sortByPlace');
    assert.deepEqual(rows(), ['Recordings', `Show all ${MANY}`]);
    await vscode.commands.executeCommand('evidence.showAllPassages');
    assert.equal(parts.papers.placement(document).passages.length, MANY);
    assert.equal(rows().at(-1), 'Show the best 15');
    await vscode.commands.executeCommand('evidence.showBestPassages');
    assert.equal(parts.papers.placement(document).passages.length, 15);
    await vscode.commands.executeCommand('evidence.sortByScore');
  });

  it('a text without headings is one list by place, without a name for a section that it does not have', async () => {
    await open('The recordings were collected from forty volunteers.\n\nRain fell.\n', 'plaintext');
    await ask();
    await vscode.commands.executeCommand('evidence.sortByPlace');
    assert.match(rows()[0]!, /^The recordings were collected/);
  });

  it('the best passages below the threshold stand under a row with one arrow only, which opens it', async () => {
    await open(LONG);
    await vscode.workspace.getConfiguration('evidence').update('threshold', 0.99, vscode.ConfigurationTarget.Global);
    await ask();
    const row = parts.panel.getChildren()[0] as SectionItem;
    assert.match(row.label as string, /^Below 0\.99, the best/);
    assert.doesNotMatch((row.iconPath as vscode.ThemeIcon).id, /chevron/);
  });

  it('a count and what is said after it are two sentences', async () => {
    const { document } = await open(LONG);
    await ask();
    const { answer } = parts.papers.paper(document.uri).current!;
    answer.state = 'cancelled';
    const view = parts.papers.view(document.uri);
    assert.match(
      summaryOf(answer, view, { questions: 1, own: 1, all: 1 }),
      /^“.+”: passages at 0\.\d\d or above: 1\. Stopped before the end\.$/,
    );
  });

  it('the result of the command has all passages by place', async () => {
    await open(LONG);
    const result = await vscode.commands.executeCommand<{ spans: { start: number }[] }>('evidence.highlight', {
      question: QUESTION,
    });
    const starts = result.spans.map(({ start }) => start);
    assert.equal(starts.length, MANY);
    assert.deepEqual(
      starts,
      [...starts].sort((a, b) => a - b),
    );
  });

  it('a sentence above the threshold in a paragraph below it is lit, and no span of the result', async () => {
    const { document } = await open(ALONE);
    const { spans } = await vscode.commands.executeCommand<{ spans: unknown[] }>('evidence.highlight', {
      question: QUESTION,
    });
    assert.deepEqual(spans, []);
    const [passage, ...others] = parts.papers.placement(document).passages;
    assert.equal(others.length, 0);
    assert.equal(passage!.text, 'We had forty volunteers that day.');
    assert.match(document.getText(passage!.around[0]?.range), /^Rain fell/);
    assert.match(await hoverAt(document, passage!.around[0]!.range.start), /Evidence \d\.\d\d/);
  });

  it('where nothing reaches the threshold the panel offers the three best, and one action lights them', async () => {
    const { document } = await open(LONG);
    await ask();
    parts.papers.change(document.uri, (paper) => paper.setThreshold(1));
    assert.deepEqual(rows(), ['Below 1.00, the best', 'Show weaker']);
    const offered = (parts.panel.getChildren()[0] as SectionItem).passages.map(({ label }) => label);
    assert.equal(offered.length, 3);
    assert.equal(parts.papers.placement(document).passages.length, 0);
    await vscode.commands.executeCommand('evidence.showWeaker');
    assert.ok(parts.papers.placement(document).passages.length >= 3);
  });

  it('the row of the passage at the cursor is selected, also after going to the next', async () => {
    const { document } = await open(LONG);
    await vscode.commands.executeCommand('evidence.passages.focus');
    await vscode.window.showTextDocument(document);
    await ask();
    for (let step = 0; step < 3; step++) {
      await vscode.commands.executeCommand('evidence.next');
      const { start } = parts.papers.passageAt(document, vscode.window.activeTextEditor!.selection.active)!;
      await until(() => parts.panel.selected?.target.start === start);
    }
    assert.equal(vscode.window.activeTextEditor?.document, document);
  });

  it('a map of a large paper is drawn a few times a second while it is read, and the answer is the same', async () => {
    await vscode.commands.executeCommand('evidence.scoreMap.focus');
    const paragraph =
      'The recordings were collected from volunteers in a room, and nobody minded the weather outside. ';
    const section = (at: number): string => `## Section ${at}\n\n${`${paragraph.repeat(4)}\n\n`.repeat(5)}`;
    const large = `# Large\n\n${Array.from({ length: 1100 }, (_, at) => section(at)).join('')}`;
    assert.ok(large.length > 2_000_000);
    const { document } = await open(large);
    await until(() => parts.scoreMap.revision >= 0);
    const before = parts.scoreMap.revision;
    const began = Date.now();
    await ask();
    const seconds = (Date.now() - began) / 1000;
    await until(() => parts.scoreMap.map?.length === large.length, parts.papers.onDidChange);
    const drawn = parts.scoreMap.revision - before;
    console.log(`      read in ${seconds.toFixed(1)} s with the map open, drawn ${drawn} times`);
    assert.ok(drawn <= 3 * seconds + 2, `${drawn} in ${seconds} s`);
    assert.equal(parts.papers.placement(document).passages.length, 15);
  });
});

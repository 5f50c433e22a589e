import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../host/paths';
import { accessibleNodes } from './accessibility';
import { hasLine } from './lines';
import { READY_MS, Workbench } from './workbench';

const QUESTION = 'How were the sheep counted?';
const COUNTED = 'The sheep were counted at the gate by two people.';
const SHEEP = `---
author: Ada Byron and Mary Somerville
date: 2021-03-04
---
# On Sheep

## Methods

${COUNTED} The dogs were not counted.

## Results

Lambs were heavier where clover grew.
`;
/** A file that VS Code shows in a viewer: no text editor opens it. */
const FIGURE = 'figure.png';

describe('what stays, and what a reader is told', () => {
  let workbench: Workbench;
  const copied = (): Promise<string> => workbench.page.evaluate(() => navigator.clipboard.readText());
  const said = (view: string): Promise<string[]> =>
    workbench.treeRows(view).then((rows) => rows.map(({ label }) => label));

  beforeAll(async () => {
    workbench = await Workbench.open({ 'sheep.md': SHEEP, 'paper.pdf': '%PDF-1.4\0' });
    fs.copyFileSync(path.join(ROOT, 'media', 'icon.png'), path.join(workbench.folder, FIGURE));
    await workbench.openContainer('Evidence');
    await workbench.openFile('sheep.md');
    await workbench.ask(QUESTION);
    await workbench.waitForRow('Passages', 'The sheep were counted');
    await workbench.setViewOpen('Questions', true);
    await workbench.waitForRow('Questions', QUESTION);
  });
  afterAll(async () => {
    await workbench.close();
  });

  it('a screen reader hears how many passages were found, and reads each row as a sentence', async () => {
    const nodes = await accessibleNodes(workbench.page);
    const status = nodes.filter(({ role, name }) => role === 'status' && name.includes('1 passage'));
    expect(status.map(({ name }) => name)).toEqual([expect.stringMatching(/^Evidence: 1 passage/)]);
    const rows = nodes.filter(({ role }) => role === 'treeitem').map(({ name }) => name);
    expect(rows).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Section Methods, passages: 1/),
        expect.stringMatching(/^Score 0\.\d\d, line 9: The sheep were counted/),
        expect.stringMatching(/^How were the sheep counted\?, lit, 1 passage/),
      ]),
    );
  });

  it('the score map has a title, and its parts have roles and names', async () => {
    const frame = await workbench.webview('#map');
    expect(await frame.title()).toBe('Score Map');
    // The list tells its passage while it has the focus.
    await frame.getByRole('listbox', { name: /^Passages: left and right by place/ }).focus();
    await frame.getByRole('option', { name: /^0\.\d\d · line 9 · The sheep were counted/ }).waitFor();
    await frame.getByRole('slider', { name: 'Threshold', exact: true }).waitFor();
  });

  it('a quote names authors and year', async () => {
    await workbench.pressInRow('Passages', 'The sheep were counted', 'Copy Quote');
    await expect.poll(copied, { timeout: 20_000 }).toMatch(/\(Ada Byron and Mary Somerville, 2021, On Sheep, Methods/);
  });

  it('a passage with new limits is not accepted by that', async () => {
    const linesBehindDogs = async (): Promise<number> =>
      (await workbench.decorations('dogs were not counted')).filter(hasLine).length;
    await workbench.chooseInRow('Passages', 'The sheep were counted', 'Shrink Passage');
    await expect
      .poll(() => said('Passages'), { timeout: 20_000 })
      .toEqual(expect.arrayContaining([expect.stringMatching(/line 9, resized by you: The sheep were counted/)]));
    // The rest of the paragraph stays marked, but without a line.
    expect(await linesBehindDogs()).toBe(0);
    await workbench.waitForLit('sheep were counted at the gate');
    await workbench.chooseInRow('Passages', 'The sheep were counted', 'Extend Passage');
    await expect.poll(linesBehindDogs, { timeout: 20_000 }).toBe(1);
    expect(await said('Passages')).toContainEqual(
      expect.stringMatching(/line 9, resized by you: The sheep were counted/),
    );
    await workbench.screenshot('resized');
  });

  it('an image and a PDF say what to do instead of asking them', async () => {
    await workbench.openFile(FIGURE, false);
    await workbench.runCommand('Highlight evidence');
    expect(await workbench.waitForNotification(FIGURE)).toContain(
      'has no text that could be asked: open the paper itself',
    );
    await workbench.openFile('paper.pdf', false);
    await workbench.runCommand('Highlight evidence');
    expect(await workbench.waitForNotification('paper.pdf')).toContain('convert it to markdown');
    await workbench.screenshot('not-asked');
  });

  it('views are empty when all editors are closed', async () => {
    await workbench.waitForMessage('Passages', QUESTION);
    await workbench.runCommand('View: Close All Editors');
    await expect.poll(() => said('Passages'), { timeout: 20_000 }).toEqual([]);
    expect(await workbench.treeMessage('Passages')).toBe('');
    expect(await said('Questions')).toEqual([]);
  });

  it('the answer of all papers is there again after a reload', async () => {
    await workbench.openFile('sheep.md');
    await workbench.runCommand('Evidence Lens: Ask All Papers');
    await workbench.typeIntoInput(QUESTION, { placeholder: 'What do you want to know about these papers?' });
    await workbench.waitForRow('Papers', 'On Sheep');
    await workbench.waitForMessage('Papers', 'or above: 1 of 2.');
    await workbench.reload(false);
    await workbench.openContainer('Evidence');
    await workbench.waitForRow('Papers', 'On Sheep', READY_MS);
    expect(await workbench.treeMessage('Papers')).toContain(
      `“${QUESTION}”: papers with passages at 0.20 or above: 1 of 2.`,
    );
    await workbench.screenshot('all-papers-again');
  });

  it('nothing of this makes a network request', () => {
    expect(workbench.strayRequests).toEqual([]);
  });
});

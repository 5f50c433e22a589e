import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

const QUESTION = 'How were the sheep counted?';
const PLACEHOLDER = 'What do you want to know about these papers?';
/** Four papers, two with the same name. The sample beside them is about something else. */
const PAPERS = {
  'drones.md': `# Counting Sheep From the Air

## Methods

Sheep were counted from drone images at noon. Each image was counted by two people, and sheep that only one of them had counted were looked up again.

## Results

The flock had 214 sheep. Wind kept the drone on the ground for three days.
`,
  'jones/paper.md': `# Lambs in Late Spring

## Methods

At the gate the sheep were counted by hand, twice a day, as they were let out and in.

## Results

Lambs were heavier where clover grew.
`,
  'smith/paper.md': `# Grazing and Soil

## Methods

Soil was sampled at forty places of the pasture. The farm reported how many sheep there were.

## Results

Grazed soil held less water.
`,
  'weather.md': `# Rain in the Hills

## Methods

A gauge was read every morning.
`,
};
/** More rows than the list has. */
const MOST_ROWS = 20;
const COUNTED = 'At the gate the sheep were counted';

describe('a question to all papers', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open(PAPERS);
  });
  afterAll(async () => {
    await workbench.close();
  });

  it('the empty view of all papers has one button, which asks a question', async () => {
    await workbench.openContainer('Evidence Lens');
    await workbench.page.locator('.pane-header', { hasText: 'Papers' }).click();
    const button = workbench.paneOf('Papers').locator('.welcome-view .monaco-button');
    await button.waitFor();
    expect(await button.count()).toBe(1);
    await button.click();
    await workbench.typeIntoInput(QUESTION, { placeholder: PLACEHOLDER });
  });

  it('papers that answer are listed by their best passage, with the number of papers', async () => {
    await workbench.waitForMessage('Papers', 'of 5.');
    // The rows appear after the message.
    await workbench.waitForRow('Papers', 'Grazing and Soil');
    const rows = await workbench.treeRows('Papers');
    const scores = rows.map(({ text }) => Number(/^\d\.\d\d/.exec(text.trim())?.[0]));
    expect(scores.length).toBeGreaterThanOrEqual(2);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(rows.some(({ label }) => label.includes('Rain in the Hills'))).toBe(false);
  });

  it('two papers with the same name show their folders', async () => {
    const labels = (await workbench.treeRows('Papers')).map(({ label }) => label);
    expect(labels).toEqual(
      expect.arrayContaining([
        expect.stringContaining('Lambs in Late Spring, jones/paper.md'),
        expect.stringContaining('Grazing and Soil, smith/paper.md'),
      ]),
    );
  });

  it('a clicked paper opens at its passage, lit by the same question', async () => {
    await workbench.clickRow('Papers', 'Lambs in Late Spring');
    await workbench.page.locator('.tabs-container .tab.active', { hasText: 'paper.md' }).waitFor();
    await workbench.waitForLit(COUNTED);
    await workbench.waitForMessage('Passages', QUESTION);
    await workbench.row('Papers', 'Lambs in Late Spring').locator('.monaco-tl-twistie').click();
    await workbench.waitForRow('Papers', 'line 5');
    // Collapses other views, so that the list of papers gets their room.
    for (const title of ['Score Map', 'Questions']) {
      await workbench.setViewOpen(title, false);
    }
    await workbench.waitForRow('Papers', 'Grazing and Soil');
    await workbench.screenshot('all-papers');
  });

  it('the keyboard opens the other paper with that name', async () => {
    await workbench.runCommand('Evidence Lens: Focus on Papers View');
    const { keyboard } = workbench.page;
    await keyboard.press('Home');
    const focused = workbench.paneOf('Papers').locator('.monaco-list-row.focused');
    for (let step = 0; step < MOST_ROWS && !(await focused.innerText()).includes('Grazing'); step++) {
      await keyboard.press('ArrowDown');
    }
    await keyboard.press('Enter');
    await workbench.page.locator('.breadcrumbs-control .monaco-breadcrumb-item', { hasText: 'smith' }).waitFor();
    await workbench.waitForLit('Soil was sampled at forty');
  });

  it('a question to all papers makes no network request', () => {
    expect(workbench.strayRequests).toEqual([]);
  });
});

import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

const QUESTION = 'How were the sheep counted?';
const SECOND = 'Where were lambs heavier?';
const PLACEHOLDER = 'What do you want to know about these papers?';
const COUNTED = 'At the gate the sheep were counted by hand, twice a day.';
/** Three papers; the title of one would be markup, and no paper but one answers the second question. */
const PAPERS = {
  'drones.md': `# Counting <b>Sheep</b> From the Air & Back

## Methods

Sheep were counted from drone images at noon. Each image was counted by two people.
`,
  'lambs.md': `# Lambs in Late Spring

## Methods

${COUNTED} The gate was closed at night.

## Results

Lambs were heavier where clover grew.
`,
  'own.checklist.md': `# My questions

- ${QUESTION}
- Which enzymes were sequenced?
`,
};

describe('many questions at once', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open(PAPERS);
    await workbench.openFile('lambs.md');
    // The palette offers what is for many questions to a reader who has asked one.
    await workbench.ask(QUESTION);
    await workbench.waitForLit('At the gate the sheep');
  });
  afterAll(async () => {
    await workbench.close();
  });

  it('papers are compared by questions that are asked one after the other', async () => {
    await workbench.runCommand('Evidence Lens: Compare Papers');
    for (const question of [QUESTION, SECOND]) {
      await workbench.typeIntoInput(question, { placeholder: PLACEHOLDER });
      await workbench.quickInput.locator('input').first().waitFor();
      await expect.poll(() => workbench.quickInput.locator('input').first().inputValue()).toBe('');
    }
    await workbench.page.keyboard.press('Enter');
    const frame = await workbench.webview('table');
    await frame.locator('td', { hasText: 'Lambs were heavier' }).waitFor();
    const heads = await frame.locator('thead th').allInnerTexts();
    expect(heads).toEqual(['Paper', QUESTION, SECOND]);
    const rows = await frame
      .locator('tbody tr')
      .evaluateAll((found) =>
        found.map((row) =>
          [...row.children].map((cell) => (cell as HTMLElement).innerText.replace(/\s+/g, ' ').trim()),
        ),
      );
    expect(rows[0]).toEqual([
      'Lambs in Late Spring lambs.md',
      expect.stringMatching(/^0\.\d\d At the gate the sheep were counted by hand, twice a day\.$/),
      expect.stringMatching(/^0\.\d\d Lambs were heavier where clover grew\.$/),
    ]);
    expect(rows[1]).toEqual([
      expect.stringMatching(/^Counting .*Sheep.* From the Air & Back drones\.md$/),
      expect.stringMatching(/^0\.\d\d Sheep were counted from drone images at noon\.$/),
      'no evidence found',
    ]);
    expect(await frame.locator('b').count()).toBe(0);
    await workbench.screenshot('compare');
  });

  it('the page has a title, and its table and heads have the roles and names that a screen reader says', async () => {
    const frame = await workbench.webview('table');
    expect(await frame.title()).toBe('Compare Papers');
    const table = frame.getByRole('table', { name: 'Compare Papers', exact: true });
    expect(await table.getByRole('columnheader').allInnerTexts()).toEqual(['Paper', QUESTION, SECOND]);
    expect(await table.getByRole('rowheader').allInnerTexts()).toEqual([
      expect.stringContaining('Lambs in Late Spring'),
      expect.stringContaining('From the Air'),
    ]);
    await table.getByRole('link', { name: /^0\.\d\d At the gate the sheep/ }).waitFor();
    expect(await frame.getByRole('status').innerText()).toContain('Papers with evidence: 2');
  });

  it('the table is exported from its page', async () => {
    const frame = await workbench.webview('table');
    await frame.locator('a', { hasText: 'Export as CSV' }).click();
    await workbench.quickInput.locator('input').first().waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.waitForNotification('Exported papers: 2');
    const csv = fs.readFileSync(path.join(workbench.folder, 'comparison.evidence.csv'), 'utf8');
    expect(csv.split('\r\n')[1]).toMatch(
      /^Lambs in Late Spring,lambs\.md,"At the gate the sheep were counted by hand, twice a day\.",0\.\d+,5,/,
    );
  });

  it('a cell opens its paper at the sentence, lit by the same question', async () => {
    const frame = await workbench.webview('table');
    await frame.locator('td a', { hasText: 'At the gate' }).click();
    await workbench.page.locator('.tabs-container .tab.active', { hasText: 'lambs.md' }).waitFor();
    await workbench.waitForLit('At the gate the sheep');
  });

  it('a list of the folder is chosen, and the report says what was found and what was not', async () => {
    await workbench.runCommand('Evidence Lens: Ask a List of Questions');
    const rows = workbench.quickInput.locator('.monaco-list-row');
    await rows.filter({ hasText: 'own.checklist.md' }).waitFor();
    expect(await rows.allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringContaining('machine learning'), expect.stringContaining('trial')]),
    );
    await workbench.screenshot('lists');
    await rows.filter({ hasText: 'own.checklist.md' }).click();
    await workbench.page.locator('.view-line', { hasText: 'No evidence found.' }).waitFor();
    await workbench.page.locator('.view-line', { hasText: 'My questions · questions: 2' }).waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
    await workbench.page.locator('.notification-toast').waitFor({ state: 'detached' });
    await workbench.screenshot('list-report');
  });

  it('nothing of this makes a network request', () => {
    expect(workbench.strayRequests).toEqual([]);
  });
});

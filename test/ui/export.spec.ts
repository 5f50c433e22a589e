import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasLine } from './lines';
import { Workbench } from './workbench';

const PAPER = 'evidence-lens.md';
const REPORT = 'evidence-lens.evidence.md';
const QUESTION = 'What is left out of a paper, such as the reference list?';
/** Beginnings of the three passages that answer, of a paragraph that does not, and words of a passage's last sentence. */
const FIRST = 'A classifier with a limited window';
const SECOND = 'Where following the reference';
const THIRD = 'Parts of a paper that merely';
const OTHER = 'A chunk above 5,000 characters';
const LAST_SENTENCE = 'remembers the titles above it';

describe('what a reader makes of the passages', () => {
  let workbench: Workbench;

  const label = async (line: number): Promise<string> =>
    (await workbench.row('Passages', `line ${line}`).getAttribute('aria-label')) ?? '';
  const waitForLabel = async (line: number, said: RegExp): Promise<void> => {
    await expect.poll(() => label(line), { timeout: 20_000 }).toMatch(said);
  };
  const copied = (): Promise<string> => workbench.page.evaluate(() => navigator.clipboard.readText());

  /** The rest of a paragraph is marked too, but without a line. */
  const linesBehindLast = async (): Promise<number> =>
    (await workbench.decorations(LAST_SENTENCE)).filter(hasLine).length;

  beforeAll(async () => {
    workbench = await Workbench.open();
    await workbench.openContainer('Evidence Lens');
    await workbench.openFile(PAPER);
    await workbench.ask(QUESTION);
    await workbench.waitForRow('Passages', 'line 33');
  });
  afterAll(async () => {
    await workbench.close();
  });

  it('a passage is copied as a quote with its source, from the list and at the cursor', async () => {
    await workbench.pressInRow('Passages', 'line 35', 'Copy Quote');
    await expect.poll(copied, { timeout: 20_000 }).toMatch(/^> Parts of a paper that merely resemble an answer/);
    expect(await copied()).toMatch(/^> \(.*2 From a paper to chunks, .*line 35.*\) \[@evidencelens2026\]$/m);
    await workbench.selectRow('Passages', 'line 33');
    await workbench.waitForLit(SECOND);
    await workbench.page.keyboard.press('Control+1');
    await workbench.runCommand('Evidence Lens: Copy Quote');
    await expect.poll(copied, { timeout: 20_000 }).toMatch(/^> Where following the reference/);
  });

  it('an accepted passage is marked in the list and the hover', async () => {
    await workbench.pressInRow('Passages', 'line 35', 'Accept Passage');
    await waitForLabel(35, /line 35, accepted: /);
    expect(await workbench.hoverWord(THIRD)).toContain('accepted');
    await workbench.page.keyboard.press('Escape');
  });

  it('a rejected passage goes dark and is listed apart', async () => {
    await workbench.pressInRow('Passages', 'line 26', 'Reject Passage');
    await workbench.waitForRow('Passages', 'Rejected');
    await workbench.waitForLit(FIRST, false);
    await waitForLabel(26, /line 26, rejected: /);
  });

  it('a passage is shrunk by a sentence and extended again', async () => {
    await workbench.chooseInRow('Passages', 'line 33', 'Shrink Passage');
    await expect.poll(linesBehindLast, { timeout: 20_000 }).toBe(0);
    await workbench.waitForLit(SECOND);
    await waitForLabel(33, /resized by you/);
    await workbench.chooseInRow('Passages', 'line 33', 'Extend Passage');
    await expect.poll(linesBehindLast, { timeout: 20_000 }).toBe(1);
  });

  it('a selection is added as a passage', async () => {
    const { page } = workbench;
    expect(await workbench.decorations(OTHER)).toEqual([]);
    await page.locator('.view-line', { hasText: OTHER }).click();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowDown');
    await page.locator('.statusbar-item', { hasText: 'selected' }).waitFor();
    await workbench.runCommand('Evidence Lens: Add Selection as Evidence');
    await waitForLabel(30, /line 30, added by you: /);
    await page.keyboard.press('ArrowUp');
    await workbench.waitForLit(OTHER);
    await workbench.webview('#strokes path.passage');
    await workbench.screenshot('annotation');
  });

  it('a decision on a passage can be undone', async () => {
    await workbench.pressInRow('Passages', 'line 26', 'Undo Decision on Passage');
    await workbench.waitForLit(FIRST);
    await workbench.row('Passages', 'Rejected').waitFor({ state: 'detached' });
    await workbench.pressInRow('Passages', 'line 26', 'Reject Passage');
    await workbench.waitForLit(FIRST, false);
  });

  it('the remaining passages are exported as a report with links back to the lines', async () => {
    await workbench.runCommand('Evidence Lens: Export');
    await workbench.quickInput.locator('.monaco-list-row', { hasText: 'Markdown report' }).waitFor();
    await workbench.page.keyboard.press('Enter');
    const input = workbench.quickInput.locator('input').first();
    await expect.poll(() => input.inputValue(), { timeout: 20_000 }).toBe(path.join(workbench.folder, REPORT));
    await workbench.page.keyboard.press('Enter');
    await workbench.waitForNotification('Exported passages: 3');
    const report = fs.readFileSync(path.join(workbench.folder, REPORT), 'utf8');
    expect(report.replaceAll('\\', '')).toContain(`## ${QUESTION}`);
    expect(report).toMatch(/\[line 30\]\(evidence-lens\.md#L30\) · added/);
    expect(report).toMatch(/\[line 35\]\(evidence-lens\.md#L35\) · accepted/);
    expect(report).not.toContain(FIRST);
    await workbench.page.locator('.notification-toast .monaco-button', { hasText: 'Open' }).click();
    await workbench.page.locator('.tabs-container .tab.active', { hasText: REPORT }).waitFor();
    // The command is only offered once the report's editor, and not the notification, has the focus.
    await workbench.page.locator('.monaco-editor.focused .view-line', { hasText: '##' }).first().waitFor();
    await workbench.runCommand('Markdown: Open Preview');
    expect(await workbench.readWebview('.markdown-body h2', (page) => page.locator('h2').allInnerTexts())).toEqual([
      QUESTION,
    ]);
    await workbench.screenshot('export');
  });

  it('exporting makes no network request', () => {
    expect(workbench.strayRequests).toEqual([]);
  });
});

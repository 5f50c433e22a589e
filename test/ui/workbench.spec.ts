import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasOutline } from './lines';
import { Workbench } from './workbench';

const PAPER = 'evidence-lens.md';
const QUESTION = 'How is a paper cut into chunks?';
const PLACEHOLDER = 'What do you want to know about this paper?';
/** Words of the passage that answers, and of a paragraph that does not. */
const ANSWER = 'therefore cut in the way';
/** Longer than a flash, milliseconds. */
const LASTING_MS = 1_000;
const TRANSPARENT = 'rgba(0, 0, 0, 0)';

describe('a reader in the editor', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open();
    await workbench.openFile(PAPER);
  });
  afterAll(async () => {
    await workbench.close();
  });

  async function ask(question: string): Promise<void> {
    await workbench.runCommand('Highlight evidence');
    await workbench.typeIntoInput(question, { placeholder: PLACEHOLDER });
  }

  it('a question can be asked from the palette', async () => {
    await workbench.runCommand('Highlight evidence');
    await workbench.quickInput.locator(`input[placeholder="${PLACEHOLDER}"]`).waitFor();
    await workbench.typeIntoInput(QUESTION, { enter: false });
    await workbench.screenshot('question');
    await workbench.page.keyboard.press('Enter');
    await workbench.openContainer('Evidence Lens');
    await workbench.waitForRow('Passages', 'line ');
  });

  it('passages are listed, and a clicked one is revealed, lit and flashing', async () => {
    const rows = await workbench.treeRows('Passages');
    const passage = rows.find(({ label }) => label.startsWith('Score '));
    expect(passage?.label).toMatch(/^Score \d\.\d\d, line \d+: /);
    expect(await workbench.treeMessage('Passages')).toContain(QUESTION);

    await workbench.selectRow('Passages', ANSWER);
    await workbench.page.locator('.statusbar-item', { hasText: 'Ln 26, Col 161' }).waitFor();
    // Motion is reduced here, so what would flash stays outlined, until the reader moves the cursor.
    const isOutlined = async (): Promise<boolean> => (await workbench.decorations(ANSWER)).some(hasOutline);
    await expect.poll(isOutlined, { timeout: 20_000 }).toBe(true);
    await workbench.page.waitForTimeout(LASTING_MS);
    expect(await isOutlined()).toBe(true);
    await workbench.page.keyboard.press('Control+1');
    await workbench.page.keyboard.press('ArrowDown');
    await expect.poll(isOutlined, { timeout: 20_000 }).toBe(false);

    const lit = await workbench.waitForMark(ANSWER);
    expect(lit.background).not.toBe(TRANSPARENT);
    expect(lit.border).toMatch(/^[1-9]px (solid|dotted|double) rgb/);
    await workbench.webview('#strokes path.passage');
    await workbench.screenshot('highlighted');
  });

  it('the hover says why the passage is lit', async () => {
    const hover = await workbench.hoverWord('limited window');
    expect(hover).toMatch(/Evidence 0\.\d\d/);
    expect(hover).toContain('threshold 0.20');
    expect(hover).toContain('2 From a paper to chunks');
    expect(hover).toContain('keyword matching');
    expect(hover).toContain('Copy quote');
    await workbench.screenshot('hover');
    await workbench.page.keyboard.press('Escape');
  });

  it('a higher threshold darkens the passages below it, until the reader shows weaker ones', async () => {
    // The threshold goes from 0.20 up by 0.05 a step; the best sentence is below 0.75.
    for (let step = 1; step <= 11; step++) {
      await workbench.runCommand('Evidence Lens: Raise Threshold');
      await workbench.waitForMessage('Passages', (0.2 + step * 0.05).toFixed(2));
    }
    await workbench.waitForLit(ANSWER, false);
    await workbench.waitForRow('Passages', 'Show weaker');
    expect(await workbench.treeMessage('Passages')).toMatch(/Nothing above 0\.75\. The best passage has 0\.\d\d\./);
    await workbench.screenshot('nothing-above');
    await workbench.clickRow('Passages', 'Show weaker');
    await workbench.waitForLit(ANSWER);
  });

  it.each([
    ['Light Modern', 'vs', 'light'],
    ['Dark High Contrast', 'hc-black', 'high-contrast'],
    ['Light High Contrast', 'hc-light', 'high-contrast-light'],
    ['Dark Modern', 'vs-dark', 'dark'],
  ] as const)('lit text looks different from other text in %s', async (theme, kind, name) => {
    await workbench.setTheme(theme, kind);
    const lit = await workbench.waitForMark(ANSWER);
    // High contrast has no tinted backgrounds, so the border alone must show what is lit.
    if (kind.startsWith('hc')) expect(lit.background).toBe(TRANSPARENT);
    else expect(lit.background).not.toBe(TRANSPARENT);
    expect(lit.border).toMatch(/^[1-9]px (solid|dotted|double) rgb/);
    await workbench.screenshot(`theme-${name}`);
  });

  it('a new question replaces the lit passages of the one before', async () => {
    await ask('Why does inference run in a process of its own?');
    // "Show weaker" was for the question before, so the reader's own threshold holds again.
    await workbench.waitForMessage('Passages', 'Nothing above 0.75');
    await workbench.clickRow('Passages', 'Show weaker');
    await workbench.selectRow('Passages', 'Evidence Lens therefore forks');
    await workbench.waitForLit('therefore forks a child');
    await workbench.runCommand('Go to Line/Column');
    await workbench.typeIntoInput(':26');
    await workbench.waitForLit(ANSWER, false);
  });

  it('the list says when a question from another field finds nothing', async () => {
    await ask('Which antibiotic cures pneumonia in children?');
    // The message of the question before is similar, so its own words are checked too.
    await workbench.page.locator('.pane-body .message', { hasText: /antibiotic.*Nothing found/ }).waitFor();
    await workbench.screenshot('nothing-found');
  });

  it('Clear removes everything', async () => {
    await workbench.runCommand('Evidence Lens: Clear');
    await workbench.waitForDark();
    await workbench.screenshot('cleared');
  });

  it('asking a question makes no network request', () => {
    expect(workbench.strayRequests).toEqual([]);
  });
});

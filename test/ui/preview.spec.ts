import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

const PAPER = 'evidence-lens.md';
const QUESTION = 'How is a paper cut into chunks?';
const THEMES = [
  ['Light Modern', 'vs', 'light'],
  ['Dark Modern', 'vs-dark', 'dark'],
  ['Dark High Contrast', 'hc-black', 'high-contrast'],
] as const;

describe('the markdown preview', () => {
  let workbench: Workbench;

  const BODY = '.markdown-body';
  /** The marked texts of the page; with a selector, only marks that match. */
  const marks = (selector = 'mark.evidence'): Promise<string[]> =>
    workbench.readWebview(BODY, (page) => page.locator(selector).allTextContents());

  beforeAll(async () => {
    workbench = await Workbench.open();
    await workbench.openFile(PAPER);
    await workbench.runCommand('Markdown: Open Preview to the Side');
    await workbench.webview(BODY);
    await workbench.page.keyboard.press('Control+1');
  });
  afterAll(async () => {
    await workbench.close();
  });

  it('the markdown preview is lit when a question is answered, with scores as tooltips', async () => {
    await workbench.ask(QUESTION);
    const style = await workbench.readWebview('mark.evidence', async (page) => {
      const mark = page.locator('mark.evidence').first();
      await mark.scrollIntoViewIfNeeded();
      return mark.evaluate((element) => {
        const { backgroundColor, borderBottomStyle, borderBottomWidth, color } = getComputedStyle(element);
        const isSame = color === getComputedStyle(element.parentElement!).color;
        const border = `${borderBottomWidth} ${borderBottomStyle}`;
        return { title: element.getAttribute('title'), backgroundColor, border, isSame };
      });
    });
    expect(style).toEqual({
      title: expect.stringMatching(/^\d\.\d\d · How is a paper cut into chunks\?$/) as string,
      backgroundColor: expect.stringMatching(/^rgba\(/) as string,
      border: expect.stringMatching(/^[1-3]px (solid|dotted)$/) as string,
      isSame: true,
    });
  });

  it.each(THEMES)('the markdown preview is drawn in %s', async (theme, kind, name) => {
    await workbench.setTheme(theme, kind);
    await workbench.readWebview(`body.vscode-${name} mark.evidence`, (page) =>
      page.locator('mark.evidence').first().scrollIntoViewIfNeeded(),
    );
    await workbench.screenshot(`preview-${name}`);
  });

  it('the markdown preview follows the threshold', async () => {
    const before = (await marks()).length;
    for (let step = 0; step < 8; step++) await workbench.runCommand('Evidence Lens: Raise Threshold');
    await expect.poll(() => marks('mark.evidence-weak'), { timeout: 20_000 }).toEqual([]);
    expect((await marks()).length).toBeLessThan(before);
  });

  it('the markdown preview follows a new question, and is plain when it is cleared', async () => {
    await workbench.ask('Why does inference run in a process of its own?');
    await expect.poll(() => marks('mark[title*="process of its own"]'), { timeout: 20_000 }).not.toEqual([]);
    await workbench.runCommand('Evidence Lens: Clear');
    await expect.poll(() => marks(), { timeout: 20_000 }).toEqual([]);
  });

  it('a question asked in the markdown preview is answered there, and Next moves it with its source', async () => {
    await workbench.readWebview(BODY, (page) => page.locator('h1').first().click());
    const { page } = workbench;
    await page.locator('.editor-group-container.active .tab.active', { hasText: `Preview ${PAPER}` }).waitFor();
    await workbench.ask(QUESTION);
    await expect.poll(() => marks('mark[title*="cut into chunks"]'), { timeout: 20_000 }).not.toEqual([]);
    const status = async (): Promise<string> => {
      await page.keyboard.press('Alt+.');
      return page.locator('.statusbar').innerText();
    };
    // A page that is loading swallows keys.
    await expect.poll(status, { timeout: 20_000 }).toMatch(/Passage \d of \d+/);
    await page.locator('.editor-group-container.active .tab.active', { hasText: `Preview ${PAPER}` }).waitFor();
    await workbench.waitForLit('A classifier with a limited window');
  });

  it('the markdown preview has a button to ask a question', async () => {
    const { page } = workbench;
    await page
      .locator('.editor-group-container.active .editor-actions .action-label[aria-label^="Highlight evidence"]')
      .click();
    await workbench.typeIntoInput('Why does inference run in a process of its own?');
    await expect.poll(() => marks('mark[title*="process of its own"]'), { timeout: 20_000 }).not.toEqual([]);
    expect(await workbench.notifications()).toEqual([]);
  });

  it('the markdown preview makes no network request', () => {
    expect(workbench.strayRequests).toEqual([]);
  });
});

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

describe('the markdown preview alone', () => {
  let workbench: Workbench;
  const FILLER = Array.from({ length: 60 }, (_, index) => `Nothing of note was seen on day ${index + 1}.`);
  const FIRST = 'Forty volunteers were asked for recordings.';
  const BEST = 'The recordings were collected from volunteers.';
  const LONG = ['# On running', ...FILLER, FIRST, ...FILLER, BEST, ...FILLER].join('\n\n');

  beforeAll(async () => {
    workbench = await Workbench.open({ 'long.md': LONG });
    await workbench.openFile('long.md');
    await workbench.runCommand('Markdown: Open Preview');
    await workbench.readWebview('.markdown-body', (page) => page.locator('h1').first().click());
  });
  afterAll(async () => {
    await workbench.close();
  });

  const tabs = (): Promise<string[]> => workbench.page.locator('.tabs-container .tab').allInnerTexts();
  /** The first mark that is in view. */
  const inView = (): Promise<string> =>
    workbench.readWebview('mark.evidence', (page) =>
      page.evaluate(() => {
        const isVisible = (mark: Element): boolean => {
          const { top, bottom } = mark.getBoundingClientRect();
          return top >= 0 && bottom <= window.innerHeight;
        };
        return [...document.querySelectorAll('mark.evidence')].find(isVisible)?.textContent ?? '';
      }),
    );

  it('asking moves the page to the best passage', async () => {
    await workbench.ask('How were the recordings collected from volunteers?');
    await expect.poll(inView, { timeout: 20_000 }).toBe(BEST);
    await workbench.screenshot('preview-alone');
  });

  it('the keys for the next passage move the page, and open no source', async () => {
    const before = await tabs();
    await workbench.readWebview('.markdown-body', (page) => page.locator('mark.evidence').last().click());
    await workbench.page.keyboard.press('Alt+.');
    await workbench.page.locator('.statusbar', { hasText: 'Passage 1 of 2' }).waitFor();
    await expect.poll(inView, { timeout: 20_000 }).toBe(FIRST);
    expect(await tabs()).toEqual(before);
    await workbench.page.locator('.tab.active', { hasText: 'Preview long.md' }).waitFor();
  });

  it('a row of the list moves the page too', async () => {
    await workbench.clickRow('Passages', BEST.slice(0, 30));
    await expect.poll(inView, { timeout: 20_000 }).toBe(BEST);
    await workbench.page.locator('.tab.active', { hasText: 'Preview long.md' }).waitFor();
    expect(workbench.strayRequests).toEqual([]);
  });
});

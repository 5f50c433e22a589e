import type { Frame } from 'playwright-core';
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

  const page = (selector = '.markdown-body'): Promise<Frame> => workbench.webview(selector);
  const marks = async (): Promise<string[]> => (await page()).locator('mark.evidence').allTextContents();

  beforeAll(async () => {
    workbench = await Workbench.open();
    await workbench.openFile(PAPER);
    await workbench.runCommand('Markdown: Open Preview to the Side');
    await page();
    await workbench.page.keyboard.press('Control+1');
  });
  afterAll(async () => {
    await workbench.close();
  });

  it('is lit when a question is answered, with scores as tooltips', async () => {
    await workbench.ask(QUESTION);
    const lit = await page('mark.evidence');
    const mark = lit.locator('mark.evidence').first();
    expect(await mark.getAttribute('title')).toMatch(/^\d\.\d\d · How is a paper cut into chunks\?$/);
    await mark.scrollIntoViewIfNeeded();
    const style = await mark.evaluate((element) => {
      const { backgroundColor, borderBottomStyle, borderBottomWidth, color } = getComputedStyle(element);
      const around = getComputedStyle(element.parentElement!);
      return { backgroundColor, border: `${borderBottomWidth} ${borderBottomStyle}`, isSame: color === around.color };
    });
    expect(style).toEqual({
      backgroundColor: expect.stringMatching(/^rgba\(/) as string,
      border: expect.stringMatching(/^[1-3]px (solid|dotted)$/) as string,
      isSame: true,
    });
  });

  it.each(THEMES)('shows itself in %s', async (theme, kind, name) => {
    await workbench.setTheme(theme, kind);
    const shown = await page(`body.vscode-${name} mark.evidence`);
    await shown.locator('mark.evidence').first().scrollIntoViewIfNeeded();
    await workbench.screenshot(`preview-${name}`);
  });

  it('follows the threshold', async () => {
    const before = (await marks()).length;
    for (let step = 0; step < 8; step++) await workbench.runCommand('Evidence: Raise Threshold');
    await expect.poll(async () => (await marks()).length, { timeout: 20_000 }).toBeLessThan(before);
    expect(await (await page()).locator('mark.evidence-weak').count()).toBe(0);
  });

  it('follows the question, and is plain when it is cleared', async () => {
    await workbench.ask('Why does inference run in a process of its own?');
    await expect
      .poll(async () => (await page()).locator('mark[title*="process of its own"]').count(), { timeout: 20_000 })
      .toBeGreaterThan(0);
    await workbench.runCommand('Evidence: Clear');
    await expect.poll(marks, { timeout: 20_000 }).toEqual([]);
  });

  it('asks nothing of the network', () => {
    expect(workbench.strayRequests).toEqual([]);
  });
});

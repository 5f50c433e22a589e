import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

const PAPER = 'evidence-lens.md';
const QUESTION = 'How is a paper cut into chunks?';
/** Words of the passage that answers. */
const ANSWER = 'therefore cut in the way';
const MARKS = '#strokes path.passage';
const THEMES = [
  ['Light Modern', 'vs', 'light'],
  ['Dark Modern', 'vs-dark', 'dark'],
  ['Dark High Contrast', 'hc-black', 'high-contrast'],
  ['Light High Contrast', 'hc-light', 'high-contrast-light'],
] as const;

/** A stroke of a passage in the picture; pixels of the drawing area. */
interface Stroke {
  readonly look: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

describe('the score map', () => {
  let workbench: Workbench;
  let page: Frame;

  const strokes = (): Promise<Stroke[]> =>
    page.locator('#strokes path.passage').evaluateAll((paths) =>
      paths.flatMap((path) =>
        [...(path.getAttribute('d') ?? '').matchAll(/M(\d+) (\d+)h(\d+)/g)].map(([, x, y, width]) => ({
          look: path.classList.item(1) ?? '',
          x: Number(x),
          y: Number(y),
          width: Number(width),
        })),
      ),
    );
  const lit = async (): Promise<Stroke[]> => (await strokes()).filter(({ look }) => look !== 'dark');
  const value = (): Promise<number> => page.locator('#threshold').getAttribute('aria-valuenow').then(Number);
  const threshold = async (wanted: (value: number) => boolean): Promise<void> => {
    await expect.poll(value, { timeout: 20_000 }).toSatisfy(wanted);
  };

  beforeAll(async () => {
    workbench = await Workbench.open();
    await workbench.openContainer('Evidence Lens');
    await workbench.openFile(PAPER);
    await workbench.ask(QUESTION);
    page = await workbench.webview(MARKS);
    await workbench.selectRow('Passages', ANSWER);
    await workbench.waitForLit(ANSWER);
  });
  afterAll(async () => {
    await workbench.close();
  });

  it('the score map draws passages by place and score, with the sections and the threshold', async () => {
    const all = await strokes();
    expect(all.length).toBeGreaterThan(3);
    expect(await page.locator('#sections text').allTextContents()).toEqual(
      expect.arrayContaining([expect.stringMatching(/^1|^2|^3/)]),
    );
    await threshold((shown) => shown === 0.2);
    expect(await page.locator('#threshold').getAttribute('aria-valuetext')).toBe(
      `0.20, passages lit: ${(await lit()).length}`,
    );
  });

  it.each(THEMES)('marks and background of the score map differ in %s', async (theme, kind, name) => {
    await workbench.setTheme(theme, kind);
    await page.locator(`body.vscode-${name.startsWith('high') ? 'high-contrast' : name}`).waitFor();
    const colours = await page.evaluate(() => {
      const style = (selector: string): CSSStyleDeclaration => getComputedStyle(document.querySelector(selector)!);
      return [
        style('.passage:not(.dark)').stroke,
        style('.passage.dark').stroke,
        getComputedStyle(document.body).backgroundColor,
      ];
    });
    expect(new Set(colours).size).toBe(3);
    await workbench.screenshot(`score-map-${name}`);
  });

  it('the score map takes the colours of the system in forced-colours mode', async () => {
    await workbench.page.emulateMedia({ forcedColors: 'active' });
    const [stroke, text] = await page.evaluate(() => {
      const probe = document.createElement('span');
      document.body.append(probe);
      const { color } = getComputedStyle(probe);
      probe.remove();
      return [getComputedStyle(document.querySelector('.passage:not(.dark)')!).stroke, color];
    });
    expect(stroke).toBe(text);
    await workbench.screenshot('score-map-forced-colours');
    await workbench.page.emulateMedia({ forcedColors: 'none' });
  });

  it('dragging the threshold line darkens passages below it, also in the paper', async () => {
    const before = await lit();
    const highest = Math.min(...before.map(({ y }) => y));
    const line = (await page.locator('#threshold').boundingBox())!;
    const plot = (await page.locator('#plot').boundingBox())!;
    const { mouse } = workbench.page;
    await mouse.move(line.x + 20, line.y + line.height / 2);
    await mouse.down();
    await mouse.move(line.x + 20, plot.y + highest + 12, { steps: 8 });
    await threshold((shown) => shown > 0.3);
    const during = await lit();
    expect(during.length).toBeLessThan(before.length);
    await mouse.move(line.x + 20, plot.y + 5, { steps: 8 });
    await mouse.up();
    await threshold((shown) => shown === 1);
    await workbench.waitForLit(ANSWER, false);
    expect(await lit()).toEqual([]);
  });

  it('the keyboard moves the threshold line', async () => {
    await page.locator('#threshold').focus();
    await workbench.page.keyboard.press('PageDown');
    await threshold((shown) => shown === 0.9);
    await workbench.page.keyboard.press('ArrowUp');
    await threshold((shown) => shown === 0.91);
    await workbench.page.keyboard.press('Home');
    await threshold((shown) => shown === 0.01);
    // The best 15 are lit, as in the text; the others wait for "Show all".
    const places = (await strokes()).length;
    expect(places).toBeGreaterThan(15);
    await expect.poll(async () => (await lit()).length).toBe(15);
    await workbench.waitForLit(ANSWER);
    await workbench.screenshot('score-map-all');
  });

  it('what the extension sent before it heard of the last move does not move the line back', async () => {
    await page.evaluate(() => {
      window.postMessage({ type: 'threshold', threshold: 0.5, move: 1 }, '*');
      return new Promise((resolve) => setTimeout(resolve, 100));
    });
    expect(await value()).toBe(0.01);
  });

  it('the threshold line follows a change made elsewhere', async () => {
    await workbench.runCommand('Evidence Lens: Raise Threshold');
    await threshold((shown) => shown === 0.05);
  });

  it('a click on a mark of the score map goes to the passage', async () => {
    const best = (await lit()).reduce((a, b) => (b.y < a.y ? b : a));
    const plot = (await page.locator('#plot').boundingBox())!;
    await workbench.page.mouse.move(plot.x + best.x + best.width / 2, plot.y + best.y + 5);
    let caption = '';
    const seen = async (): Promise<string> => (caption = (await page.locator('#caption').textContent()) ?? '');
    // A map that is drawn anew shows the question again until the mouse moves: the caption that was seen counts.
    await expect.poll(seen).toMatch(/^\d\.\d\d.* · line \d+ · /);
    const line = Number(/line (\d+)/.exec(caption)![1]);
    await workbench.page.mouse.click(plot.x + best.x + best.width / 2, plot.y + best.y + 5);
    await workbench.page.locator('.statusbar-item', { hasText: `Ln ${line}, Col` }).waitFor();
    await workbench.screenshot('score-map-jump');
  });

  it('the keyboard goes from mark to mark, with a text for screen readers', async () => {
    await page.locator('#marks').focus();
    await workbench.page.keyboard.press('Home');
    const label = (): Promise<string | null> => page.locator('#mark').textContent();
    const first = await label();
    expect(await page.locator('#marks').getAttribute('aria-activedescendant')).toBe('mark');
    expect(await page.locator('#mark').getAttribute('aria-posinset')).toBe('1');
    await workbench.page.keyboard.press('ArrowRight');
    const second = await label();
    expect(second).not.toBe(first);
    expect(second).toMatch(/^\d\.\d\d · line \d+ · /);
    await workbench.screenshot('score-map-keyboard');
    await workbench.page.keyboard.press('Enter');
    await workbench.page
      .locator('.statusbar-item', { hasText: `Ln ${/line (\d+)/.exec(second!)![1]!}, Col` })
      .waitFor();
  });

  it('with four open views the words of a mark stand whole in their line', async () => {
    await workbench.setViewOpen('Papers', true);
    await workbench.setViewOpen('Questions', true);
    const cut = (): Promise<boolean> =>
      page.locator('#caption').evaluate((caption) => {
        const { top, bottom } = caption.getBoundingClientRect();
        const isInside =
          bottom <= innerHeight && top >= document.querySelector('#plot')!.getBoundingClientRect().bottom;
        return !isInside || caption.scrollHeight > caption.clientHeight + 1;
      });
    await expect.poll(cut, { timeout: 20_000 }).toBe(false);
    await workbench.screenshot('score-map-four-views');
    await workbench.setViewOpen('Papers', false);
    await workbench.setViewOpen('Questions', false);
  });

  it('a hidden score map is the same when it shows again', async () => {
    const before = await strokes();
    const label = await page.locator('#mark').textContent();
    const header = workbench.page.locator('.pane-header', { hasText: 'Score Map' });
    await header.click();
    await expect.poll(() => header.getAttribute('aria-expanded')).toBe('false');
    await header.click();
    page = await workbench.webview(MARKS);
    await expect.poll(strokes).toEqual(before);
    expect(await page.locator('#mark').textContent()).toBe(label);
  });

  it('the score map says when there is no answer', async () => {
    await workbench.runCommand('Evidence Lens: Clear');
    await (await workbench.webview('#empty:not([hidden])')).locator('#map[hidden]').waitFor({ state: 'attached' });
  });

  it('the score map makes no network request', () => {
    expect(workbench.strayRequests).toEqual([]);
  });
});

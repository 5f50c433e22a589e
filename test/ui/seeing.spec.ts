import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Decoration, hasLine } from './lines';
import { Workbench } from './workbench';

const QUESTION = 'How were the recordings collected from volunteers?';
const MANY = 40;
/** A paragraph with one sentence that answers and others that do not. */
const ANSWER = 'The recordings were collected from forty volunteers with a microphone in a quiet room.';
/** Words of it in one piece: the editor draws a line in parts of fifty characters. */
const WORDS = 'collected from forty';
const REST = 'Nobody minded the long afternoons.';
const PAPER = `# Recordings\n\n${REST} ${ANSWER} Each of them took ten minutes, and some took eleven.\n\n## Weather\n\nRain fell.\n`;
/** Each paragraph answers. */
const LONG = [
  '# Many recordings',
  ...Array.from(
    { length: MANY },
    (_, at) =>
      `In room ${at} the recordings were collected from volunteers.${' Nobody minded the weather there.'.repeat(at % 20)}`,
  ),
].join('\n\n');
const THEMES = [
  ['Light Modern', 'vs', 'light'],
  ['Dark High Contrast', 'hc-black', 'high-contrast'],
  ['Light High Contrast', 'hc-light', 'high-contrast-light'],
  ['Dark Modern', 'vs-dark', 'dark'],
] as const;
/** A window of 1920 by 1080 pixels at 200 %. */
const ZOOMED = { width: 960, height: 540 };

describe('what a reader sees', () => {
  let workbench: Workbench;

  const selected = (): Promise<string> =>
    workbench.paneOf('Passages').locator('.monaco-list-row.selected').first().innerText();
  const cursorLine = async (): Promise<number> =>
    Number(/Ln (\d+)/.exec(await workbench.page.locator('.statusbar').innerText())?.[1] ?? 0);
  /** The boxes of the scores in the visible lines. */
  const scores = () => workbench.page.locator('.view-line span').filter({ hasText: /^\s*0\u2024\d\d\s*$/ });

  beforeAll(async () => {
    workbench = await Workbench.open({ 'answer.md': PAPER, 'long.md': LONG });
    await workbench.openContainer('Evidence Lens');
    await workbench.openFile('answer.md');
    await workbench.ask(QUESTION);
    await workbench.waitForRow('Passages', 'The recordings were');
  });
  afterAll(async () => {
    await workbench.close();
  });

  it.each(THEMES)(
    'what answers is marked strongly and the rest of its paragraph faintly in %s',
    async (theme, kind, name) => {
      await workbench.setTheme(theme, kind);
      const strong = await workbench.waitForMark(WORDS);
      const faint = (): Promise<Decoration[]> => workbench.decorations(REST);
      await expect.poll(faint, { timeout: 20_000 }).toHaveLength(1);
      expect((await faint())[0]).not.toEqual(strong);
      expect((await workbench.decorations(WORDS)).filter(hasLine)).toHaveLength(1);
      await workbench.screenshot(`seeing-${name}`);
    },
  );

  it('a row begins with the part that answers, with score and line behind it', async () => {
    const row = await workbench.row('Passages', 'The recordings were').innerText();
    expect(row.replace(/\s+/g, ' ')).toMatch(/^The recordings were collected.*0\.\d\d · line 3/);
  });

  it('the first digits of the score stand in each row at the default width, also in the selected row with its buttons', async () => {
    await workbench.openFile('long.md');
    await workbench.ask(QUESTION);
    await workbench.waitForRow('Passages', 'In room');
    const rows = workbench.paneOf('Passages').locator('.monaco-list-row', { hasText: /0\.\d\d/ });
    await rows.first().click();
    await rows.first().hover();
    const badges = () =>
      rows.evaluateAll((found) =>
        found.map((row) => {
          const label = row.querySelector('.monaco-icon-label')!;
          const { content, width } = getComputedStyle(label, '::after');
          const text = label.querySelector('.monaco-icon-label-container')!.getBoundingClientRect();
          const pane = row.closest('.pane')!.getBoundingClientRect();
          const room = Math.min(label.getBoundingClientRect().right, pane.right) - text.right;
          return {
            shown: content.replaceAll('"', ''),
            score: /0\.(\d\d)/.exec((row as HTMLElement).innerText)![1],
            isCut: !(Number.parseFloat(width) > 0 && room >= Number.parseFloat(width)),
          };
        }),
      );
    // The editor asks for badges once the rows are there.
    await expect.poll(async () => (await badges()).every(({ shown, score }) => shown === score)).toBe(true);
    const seen = await badges();
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.filter(({ isCut }) => isCut)).toEqual([]);
    await workbench.screenshot('seeing-badges');
    await workbench.openFile('answer.md');
  });

  it('the hover marks the words of the question', async () => {
    await workbench.hoverWord('forty volunteers');
    const words = await workbench.page.locator('.monaco-hover:not(.hidden) strong').allInnerTexts();
    expect(words).toEqual(expect.arrayContaining(['recordings', 'collected', 'volunteers']));
    await workbench.screenshot('seeing-hover');
    await workbench.page.keyboard.press('Escape');
  });

  it('a score is never cut, however narrow the column', async () => {
    for (const width of [1400, 900, 760, 640]) {
      await workbench.page.setViewportSize({ width, height: 900 });
      await scores().first().waitFor();
      const cut = await scores().evaluateAll((found) => {
        const editor = document.querySelector('.editor-container .overflow-guard')!.getBoundingClientRect();
        return found.map((score) => score.getBoundingClientRect()).filter(({ right }) => right > editor.right).length;
      });
      expect(cut, `${width}`).toBe(0);
    }
    await workbench.screenshot('seeing-narrow');
    await workbench.page.setViewportSize({ width: 1400, height: 900 });
  });

  it('a score is never broken at the end of a line, wherever the column ends', async () => {
    const broken = workbench.page.locator('.view-line span').filter({ hasText: /^\s*0[.\u2024]\s*$/ });
    for (let width = 900; width < 1020; width += 6) {
      await workbench.page.setViewportSize({ width, height: 900 });
      await workbench.page.waitForTimeout(300);
      expect(await broken.count(), `${width}`).toBe(0);
    }
    await workbench.screenshot('seeing-unbroken');
    await workbench.page.setViewportSize({ width: 1400, height: 900 });
  });

  it('of very many passages the best are listed, by score, and all on request', async () => {
    await workbench.openFile('long.md');
    await workbench.ask(QUESTION);
    await workbench.waitForRow('Passages', 'In room');
    await workbench.page.locator('.statusbar-item', { hasText: `15 of ${MANY} passages` }).waitFor();
    const listed = (await workbench.treeRows('Passages')).flatMap(({ text }) => /0\.\d\d/.exec(text)?.[0] ?? []);
    expect(listed).toEqual([...listed].sort().reverse());
    await workbench.screenshot('seeing-best');
    const list = workbench.paneOf('Passages').locator('.monaco-list');
    await list.first().focus();
    await workbench.page.keyboard.press('End');
    await workbench.clickRow('Passages', `Show all ${MANY}`);
    await workbench.page.locator('.statusbar-item', { hasText: `${MANY} passages` }).waitFor();
    await workbench.runCommand('Show the Best Passages Only');
    await workbench.page.locator('.statusbar-item', { hasText: `15 of ${MANY} passages` }).waitFor();
  });

  it('the row of the passage at the cursor is selected, also after Alt+.', async () => {
    await workbench.page.locator('.view-line').first().click();
    for (let step = 0; step < 2; step++) {
      await workbench.page.keyboard.press('Alt+.');
      const line = /In room \d+/;
      await expect.poll(selected, { timeout: 20_000 }).toMatch(line);
      await expect
        .poll(async () => (await selected()).includes(`line ${await cursorLine()}`), { timeout: 20_000 })
        .toBe(true);
    }
  });

  it('keys of the list begin at the row of the passage at the cursor, and not where the list was left', async () => {
    const focused = (): Promise<string> =>
      workbench.paneOf('Passages').locator('.monaco-list-row.focused').first().innerText();
    const room = async (row: () => Promise<string>): Promise<string> => /In room \d+/.exec(await row())![0];
    await workbench.row('Passages', 'In room').click();
    await workbench.page.locator('.monaco-editor.focused').first().waitFor();
    const left = await room(focused);
    let at = left;
    for (let step = 0; step < 2; step++) {
      const before = at;
      await workbench.runCommand('Evidence Lens: Next Passage');
      await expect.poll(() => room(selected), { timeout: 20_000 }).not.toBe(before);
      at = await room(selected);
    }
    const listed = (await workbench.treeRows('Passages')).flatMap(({ text }) => /In room \d+/.exec(text)?.[0] ?? []);
    await workbench.runCommand('Focus on Passages View');
    await workbench.paneOf('Passages').locator('.monaco-list:focus-within, .monaco-list:focus').first().waitFor();
    const key = at === listed[0] ? 'ArrowDown' : 'ArrowUp';
    await workbench.page.keyboard.press(key);
    const beside = listed[listed.indexOf(at) + (key === 'ArrowDown' ? 1 : -1)];
    await expect.poll(() => room(focused), { timeout: 20_000 }).toBe(beside);
  });

  it('Space shows a passage and stays in the list, Enter goes to it', async () => {
    await workbench.row('Passages', 'In room').click();
    // A click goes to the passage, which would close a palette that is open already.
    await workbench.page.locator('.monaco-editor.focused').first().waitFor();
    await workbench.runCommand('Focus on Passages View');
    const list = workbench.paneOf('Passages').locator('.monaco-list:focus-within, .monaco-list:focus');
    await list.first().waitFor();
    await workbench.page.keyboard.press('Home');
    const before = await cursorLine();
    await workbench.page.keyboard.press('ArrowDown');
    await workbench.page.keyboard.press('ArrowDown');
    await workbench.page.keyboard.press('Space');
    await expect.poll(cursorLine, { timeout: 20_000 }).not.toBe(before);
    expect(await selected()).toContain(`line ${await cursorLine()}`);
    await list.first().waitFor();
    await workbench.page.keyboard.press('ArrowDown');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.monaco-editor.focused').first().waitFor();
  });

  it('at 200 % the list keeps at least five rows beside the score map', async () => {
    await workbench.page.setViewportSize(ZOOMED);
    await workbench.webview('#strokes path.passage');
    const rows = async (): Promise<number> => {
      const height = await workbench
        .paneOf('Passages')
        .locator('.monaco-list')
        .evaluate((element) => element.getBoundingClientRect().height);
      return Math.floor(height / 22);
    };
    await expect.poll(rows, { timeout: 20_000 }).toBeGreaterThanOrEqual(5);
    await workbench.screenshot('seeing-zoomed');
  });

  it('no label of the score map covers another', async () => {
    for (const size of [ZOOMED, { width: 1400, height: 900 }]) {
      await workbench.page.setViewportSize(size);
      const page = await workbench.webview('#strokes path.passage');
      await page.locator('#threshold').focus();
      for (const key of [
        'Home',
        'PageUp',
        'PageUp',
        'PageUp',
        'PageUp',
        'PageUp',
        'PageUp',
        'PageUp',
        'PageUp',
        'End',
      ]) {
        await workbench.page.keyboard.press(key);
        await workbench.page.waitForTimeout(50);
        const collisions = await page.evaluate(() => {
          // The frame cuts the letters of a section's title that do not fit into it.
          const visible = (element: Element): DOMRect => {
            const own = element.getBoundingClientRect();
            const frame = element.parentElement?.closest('svg:not(#picture)')?.getBoundingClientRect();
            return frame ? new DOMRect(own.x, own.y, Math.min(own.right, frame.right) - own.x, own.height) : own;
          };
          const boxes = [...document.querySelectorAll('#sections text, #value')].map(visible);
          return boxes.flatMap((a, at) =>
            boxes
              .slice(at + 1)
              .filter(
                (b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1,
              ),
          ).length;
        });
        expect(collisions, `${size.height} ${key}`).toBe(0);
      }
    }
    await workbench.screenshot('seeing-map');
  });

  it('looking at passages makes no network request', () => {
    expect(workbench.strayRequests).toEqual([]);
  });
});

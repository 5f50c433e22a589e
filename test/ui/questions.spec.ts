import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasLine } from './lines';
import { READY_MS, Workbench } from './workbench';

const PAPER = 'evidence-lens.md';
const CUT = 'How is a paper cut into chunks?';
const LONGEST = 'What is the longest chunk, and how is it divided?';
const LEFT_OUT = 'What is left out of a paper, such as the reference list?';
/** Words that only one question lights, and words that two of them light. */
const ONLY_CUT = 'Every heading of level';
const ONLY_LEFT_OUT = 'Parts of a paper that merely';
const CUT_AND_LONGEST = 'A chunk above 5,000 characters';
const CUT_AND_LEFT_OUT = 'therefore cut in the way';
/** Words that answer one question alone, so that they are marked strongly for it. */
const ANSWERS_LEFT_OUT = 'sign inside a code listing';
const ANSWERS_LONGEST = 'A table is never divided';

describe('the questions of a paper', () => {
  let workbench: Workbench;

  const row = (title: string) => workbench.row('Questions', title);
  const state = async (title: string): Promise<string> => (await row(title).getAttribute('aria-label')) ?? '';
  const waitForState = async (title: string, said: RegExp): Promise<void> => {
    await expect.poll(() => state(title), { timeout: 20_000 }).toMatch(said);
  };
  /** Sets the check box of a question. A click while the list is redrawn is lost, so it is repeated, but not while its effect may still come. */
  const light = async (title: string, lit: boolean): Promise<void> => {
    const isSo = async (): Promise<boolean> => (await state(title)).includes(', not lit, ') !== lit;
    const attempt = async (): Promise<boolean> => {
      if (await isSo()) return true;
      await row(title).getByRole('checkbox').click();
      return expect
        .poll(isSo, { timeout: 8_000 })
        .toBe(true)
        .then(
          () => true,
          () => false,
        );
    };
    await expect.poll(attempt, { timeout: 40_000, interval: 1000 }).toBe(true);
  };
  /** Waits until this many questions draw a line behind some words. The outline of an overlap and the flash have no line. */
  const waitForLines = async (words: string, count: number): Promise<void> => {
    const lines = async (): Promise<number> => {
      const boxes = await workbench.decorations(words);
      return boxes.filter(hasLine).length;
    };
    await expect.poll(lines, { timeout: 20_000 }).toBe(count);
  };

  beforeAll(async () => {
    workbench = await Workbench.open();
    await workbench.openFile(PAPER);
  });
  afterAll(async () => {
    await workbench.close();
  });

  /** After a reload the extension host starts again, which takes as long as for a new window. */
  async function openQuestions(): Promise<void> {
    await workbench.openContainer('Evidence Lens');
    await workbench.setViewOpen('Questions', true);
    await workbench.waitForRow('Questions', CUT, READY_MS);
  }

  it('questions are listed latest first, and the one before is no longer lit', async () => {
    await workbench.ask(CUT);
    await openQuestions();
    await waitForState(CUT, /, lit, 11 passages, /);
    await workbench.ask(LONGEST);
    await waitForState(LONGEST, /, lit, 2 passages, /);
    await waitForState(CUT, /, not lit, 11 passages, /);
    expect((await workbench.treeRows('Questions')).map(({ label }) => label.split(', ')[0])).toEqual([
      LONGEST.split(', ')[0],
      CUT,
    ]);
  });

  it('pinned questions stay lit', async () => {
    await workbench.pressInRow('Questions', LONGEST, 'Pin Question');
    await waitForState(LONGEST, /, pinned$/);
    await workbench.ask(LEFT_OUT);
    await waitForState(LEFT_OUT, /, lit, 3 passages, /);
    await waitForState(LONGEST, /, lit, /);
  });

  it('check boxes light several questions in different colours and lines', async () => {
    await light(CUT, true);
    await workbench.waitForMessage('Passages', '3 questions lit');
    await workbench.selectRow('Passages', CUT_AND_LEFT_OUT);
    await workbench.waitForLit(ONLY_LEFT_OUT);
    /** How many different backgrounds, styles and colours of lines three places have. The editor draws places one after another. */
    const looks = async (): Promise<Record<'background' | 'style' | 'colour', number>> => {
      const boxes = [
        ...(await workbench.decorations(ONLY_CUT)),
        ...(await workbench.decorations(ANSWERS_LEFT_OUT)),
        ...(await workbench.decorations(ANSWERS_LONGEST)),
      ].filter(hasLine);
      const borders = boxes.map(({ border }) => border.split(' '));
      return {
        background: new Set(boxes.map(({ background }) => background)).size,
        style: new Set(borders.map(([, style]) => style)).size,
        colour: new Set(borders.map((parts) => parts.slice(2).join(' '))).size,
      };
    };
    await expect.poll(looks, { timeout: 20_000 }).toEqual({ background: 3, style: 3, colour: 3 });
    // Each has the number that it got when it was asked, also the one that was hidden since.
    for (const [question, sign] of [
      [CUT, '①'],
      [LONGEST, '②'],
      [LEFT_OUT, '③'],
    ] as const)
      expect(await row(question).innerText()).toContain(sign);
    await workbench.webview('#strokes path.question3');
    await workbench.screenshot('questions');
  });

  it('the hover lists all questions where their passages overlap', async () => {
    await waitForLines(CUT_AND_LONGEST, 2);
    // Lines may still move under the pointer while scores are drawn, so the pointer comes again until it rests on the words.
    const hover = (): Promise<string> => workbench.hoverWord(CUT_AND_LONGEST);
    await expect.poll(hover, { timeout: 20_000, interval: 1000 }).toContain(`Question: ${CUT}`);
    expect(await hover()).toContain(`Question: ${LONGEST}`);
    expect(await hover()).not.toContain(LEFT_OUT);
    await workbench.screenshot('questions-hover');
    await workbench.page.keyboard.press('Escape');
  });

  it('questions are hidden one by one and lit again', async () => {
    await light(LEFT_OUT, false);
    await workbench.waitForLit(ONLY_LEFT_OUT);
    await waitForLines(CUT_AND_LEFT_OUT, 1);
    await light(LEFT_OUT, true);
    await waitForLines(CUT_AND_LEFT_OUT, 2);
  });

  it('F2 renames a question, and the words that were asked stay', async () => {
    await row(LONGEST).click();
    await waitForState(CUT, /, not lit, /);
    await workbench.page.keyboard.press('F2');
    await workbench.quickInput.locator('input').first().waitFor();
    await workbench.typeIntoInput('Long chunks');
    await workbench.waitForRow('Questions', 'Long chunks');
    await row('Long chunks').hover();
    await workbench.page.locator('.monaco-hover:not(.hidden)', { hasText: LONGEST }).waitFor();
    await workbench.page.keyboard.press('Escape');
  });

  it('a question can be edited and asked again', async () => {
    await workbench.chooseInRow('Questions', LEFT_OUT, 'Edit Question and Ask Again');
    const input = workbench.quickInput.locator('input').first();
    await expect.poll(() => input.inputValue()).toBe(LEFT_OUT);
    await workbench.typeIntoInput('Are reference lists left out?');
    await waitForState('Are reference lists left out?', /, lit, /);
  });

  it('Delete removes a question, and one press brings it back', async () => {
    await row('Are reference lists left out?').click();
    await workbench.page.keyboard.press('Delete');
    await workbench.waitForNotification('Removed: Are reference lists left out?');
    await row('Are reference lists left out?').waitFor({ state: 'detached' });
    await workbench.page.locator('.notification-toast .monaco-button', { hasText: 'Undo' }).click();
    await workbench.waitForRow('Questions', 'Are reference lists left out?');
    await workbench.pressInRow('Questions', 'Are reference lists left out?', 'Remove Question');
    await row('Are reference lists left out?').waitFor({ state: 'detached' });
  });

  it('questions are there after the window is reloaded, and lit again once Evidence is opened', async () => {
    await light(CUT, true);
    const before = await Promise.all([CUT, 'Long chunks', LEFT_OUT].map(state));
    await workbench.reload();
    await openQuestions();
    expect(await Promise.all([CUT, 'Long chunks', LEFT_OUT].map(state))).toEqual(before);
    await workbench.selectRow('Passages', CUT_AND_LONGEST);
    await workbench.waitForLit(CUT_AND_LONGEST);
    await waitForLines(CUT_AND_LONGEST, 2);
  });

  it('passages are at the right words after an edit before them and another reload', async () => {
    const { page, folder } = workbench;
    await page.locator('.view-line', { hasText: CUT_AND_LONGEST }).click();
    await page.keyboard.press('Control+Home');
    await page.locator('.statusbar-item', { hasText: 'Ln 1, Col 1' }).waitFor();
    await page.keyboard.type('New words in front.\n\n');
    await page.keyboard.press('Control+S');
    const saved = (): string => fs.readFileSync(path.join(folder, PAPER), 'utf8');
    await expect.poll(saved, { timeout: 20_000 }).toMatch(/^New words in front/);
    await workbench.reload();
    await openQuestions();
    await workbench.waitForRow('Passages', /therefore cut in the way.*line 28/s);
    await workbench.selectRow('Passages', CUT_AND_LONGEST);
    await workbench.waitForLit(CUT_AND_LONGEST);
    await workbench.waitForLit('Blank stretches belong');
    await workbench.waitForLit('From a paper to chunks', false);
    await waitForLines(CUT_AND_LONGEST, 2);
  });

  it('handling questions makes no network request', () => {
    expect(workbench.strayRequests).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

const QUESTION = 'How were the recordings collected from volunteers?';
const OTHER = 'Did rain fall in the afternoon?';
const PLACEHOLDER = 'What do you want to know about this paper?';
const ANSWER = 'The recordings were collected';
/** The answer stands below what a window shows. */
const PAPER = [
  '# On running',
  'Clouds came from the west and rain fell in the afternoon.',
  ...Array.from({ length: 80 }, (_, index) => `Nothing of note was seen on day ${index + 1} of that year.`),
  '## Data collection',
  `${ANSWER} from forty volunteers with a microphone in a quiet room.`,
].join('\n\n');
const REPORT = [
  '# Evidence: On running',
  '[long.md](long.md#L1)',
  `## ${QUESTION}`,
  'asked 2026-01-02 by keyword matching · threshold 0.20 · passages: 1',
  `> ${ANSWER} from forty volunteers.\n>\n> 0.89 · [line 165](long.md#L165)\n`,
].join('\n\n');

describe('asking a paper', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open({ 'long.md': PAPER, 'short.md': '# On rain\n\nRain fell.\n', 'found.md': REPORT });
    await workbench.openFile('long.md');
  });
  afterAll(async () => {
    await workbench.close();
  });

  const press = (key: string): Promise<void> => workbench.page.keyboard.press(key);
  const status = (text: string) => workbench.page.locator('.statusbar-item', { hasText: text });
  const box = () => workbench.quickInput.locator(`input[placeholder="${PLACEHOLDER}"]`);

  /** Opens the box and waits for it; Escape closes it again. */
  async function openBox(): Promise<void> {
    await workbench.runCommand('Evidence Lens: Ask This Paper');
    await box().waitFor();
  }

  /** Selects the third line. A box that is still closing swallows keys. */
  async function selectSentence(): Promise<void> {
    const select = async (): Promise<boolean> => {
      for (const key of ['Control+1', 'Control+Home', 'ArrowDown', 'ArrowDown', 'Shift+End']) await press(key);
      return status('57 selected').isVisible();
    };
    await expect.poll(select, { timeout: 20_000, interval: 500 }).toBe(true);
  }

  it('the first question of a window opens the list, shows the best passage, and says how many there are', async () => {
    expect(await workbench.page.locator('.view-line', { hasText: ANSWER }).count()).toBe(0);
    await openBox();
    await workbench.typeIntoInput(QUESTION, { placeholder: PLACEHOLDER });
    await workbench.waitForLit(ANSWER);
    await workbench.waitForRow('Passages', ANSWER);
    // A screen reader says what changes in an element of this role.
    await workbench.page.locator('.statusbar-item [role="status"][aria-label="Evidence: 1 passage"]').waitFor();
    await status('Ln 1, Col 1').waitFor();
    await workbench.page.locator('.monaco-editor.focused').waitFor();
    await workbench.screenshot('first-question');
  });

  it('a selected word is left from reading and limits nothing', async () => {
    await press('Control+Home');
    await press('ArrowRight');
    await press('ArrowRight');
    await press('Control+Shift+ArrowRight');
    await status('2 selected').waitFor();
    await openBox();
    expect(await workbench.quickInput.innerText()).not.toContain('selection');
    await press('Escape');
  });

  it('a selected sentence limits the question; box and list say so, and the list offers the whole paper', async () => {
    const colour = (text: string): Promise<string> =>
      workbench
        .row('Passages', text)
        .locator('.label-name')
        .first()
        .evaluate((label) => getComputedStyle(label).color);
    const ordinary = await colour(ANSWER);
    await selectSentence();
    await openBox();
    const said = await workbench.quickInput.innerText();
    expect(said).toContain('Highlight evidence in the selection');
    expect(said).toContain('Only the selection is asked, line 3');
    await workbench.screenshot('scope');
    await workbench.typeIntoInput(QUESTION, { placeholder: PLACEHOLDER });
    await workbench.waitForMessage('Passages', 'asked of line 3 only: Nothing found');
    await workbench.waitForRow('Passages', 'Ask the whole paper');
    // VS Code asks for the colour of a row only after it has drawn it.
    await expect.poll(() => colour('Ask the whole paper'), { timeout: 20_000 }).not.toBe(ordinary);
    await workbench.screenshot('scope-nothing');
    await workbench.clickRow('Passages', 'Ask the whole paper');
    await workbench.waitForRow('Passages', ANSWER);
    expect(await colour(ANSWER)).toBe(ordinary);
  });

  it('with a closed list a message offers the whole paper', async () => {
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench.paneOf('Passages').waitFor({ state: 'hidden' });
    await selectSentence();
    await openBox();
    await workbench.typeIntoInput(QUESTION, { placeholder: PLACEHOLDER });
    expect(await workbench.waitForNotification('asked of line 3 only')).toContain('Nothing found');
    await workbench.page.locator('.notification-toast .monaco-button', { hasText: 'Ask the Whole Paper' }).click();
    await status('1 passage').waitFor();
    await workbench.waitForLit(ANSWER);
  });

  it('earlier questions come back with the arrow keys, and the words that were typed too', async () => {
    await press('Control+Home');
    await openBox();
    await workbench.typeIntoInput(OTHER, { placeholder: PLACEHOLDER });
    await workbench.waitForLit('Clouds came from');
    await openBox();
    const value = (): Promise<string> => box().inputValue();
    await expect.poll(value).toBe(OTHER);
    await press('ArrowUp');
    await expect.poll(value).toBe(QUESTION);
    await press('ArrowUp');
    await press('ArrowDown');
    await expect.poll(value).toBe(OTHER);
    await box().fill('Half a quest');
    await press('ArrowUp');
    await expect.poll(value).toBe(OTHER);
    await press('ArrowDown');
    await expect.poll(value).toBe('Half a quest');
    await press('Escape');
  });

  it('the list has the questions of this paper first, and one can be edited before it is asked', async () => {
    await workbench.openFile('short.md');
    await openBox();
    await workbench.typeIntoInput('Was there rain?', { placeholder: PLACEHOLDER });
    await workbench.waitForLit('Rain fell.');
    await openBox();
    await workbench.quickInput.locator('.action-label[aria-label="Earlier questions"]').click();
    const rows = workbench.quickInput.locator('.monaco-list-row');
    await rows.filter({ hasText: QUESTION }).waitFor();
    const texts = (await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
    expect(texts).toEqual(['Was there rain? Asked of this paper', `${OTHER} Other questions`, QUESTION]);
    await workbench.screenshot('earlier');
    await rows.filter({ hasText: OTHER }).hover();
    await rows.filter({ hasText: OTHER }).locator('.action-label[aria-label="Edit before asking"]').click();
    await box().waitFor();
    await expect.poll(() => box().inputValue()).toBe(OTHER);
    await press('Escape');
  });

  it('a report that the extension wrote is not asked, in one sentence', async () => {
    await workbench.openFile('found.md');
    await workbench.runCommand('Highlight evidence');
    expect(await workbench.waitForNotification('This is a report of Evidence Lens')).toContain(
      'ask the paper that it quotes',
    );
  });

  it('asking makes no network request', () => {
    expect(workbench.strayRequests).toEqual([]);
  });
});

describe('a model that is not there', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open({}, { user: { 'evidence.model': '/nowhere/model' } });
    await workbench.openFile('evidence-lens.md');
  });
  afterAll(async () => {
    await workbench.close();
  });

  it('an error that says everything has no button to a log', async () => {
    await workbench.ask(QUESTION);
    await workbench.waitForNotification('is not a model folder');
    const buttons = workbench.page.locator('.notification-toast .monaco-button');
    expect(await buttons.allInnerTexts()).not.toContain('Show Log');
    expect(workbench.strayRequests).toEqual([]);
  });
});

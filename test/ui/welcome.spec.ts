import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

const QUESTION = 'How are passages scored without a model?';
const PLACEHOLDER = 'What do you want to know about this paper?';
const STEPS = ['Open a paper', 'Ask it a question', 'Go through the passages', 'Go further'];
/** Where the sentences of the first two passages begin that answer. */
const FIRST = 'Ln 14, Col 225';
const SECOND = 'Ln 20, Col 243';
/** More Tab stops than any part of the window has. */
const MOST_STOPS = 60;

describe('a new reader without a mouse', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open();
    // The palette lists only commands of extensions that were known when it was opened.
    await workbench.page.locator('.activitybar .action-item [aria-label^="Evidence"]').first().waitFor();
  });
  afterAll(async () => {
    await workbench.close();
  });

  const press = (key: string): Promise<void> => workbench.page.keyboard.press(key);

  /** Runs a command from the palette with the keyboard only. */
  async function command(title: string): Promise<void> {
    await press('Control+Shift+P');
    const input = workbench.quickInput.locator('input').first();
    // Text typed before the palette shows its `>` would be lost.
    await expect.poll(() => input.inputValue(), { timeout: 20_000 }).toBe('>');
    await workbench.page.keyboard.type(title);
    await workbench.quickInput.locator('.monaco-list-row.focused', { hasText: title }).waitFor();
    await press('Enter');
  }

  /** Presses a key until an element has the focus. */
  async function goTo(target: Locator, key = 'Tab'): Promise<void> {
    await target.waitFor();
    const hasFocus = (): Promise<boolean> => target.evaluate((element) => element.contains(document.activeElement));
    for (let stops = 0; !(await hasFocus()); stops++) {
      if (stops === MOST_STOPS) throw new Error(`${key} does not lead to the element.`);
      await press(key);
    }
  }

  const step = (title: string): Locator => workbench.page.locator('.getting-started-step', { hasText: title });
  const stepButton = (text: string): Locator =>
    workbench.page.locator('.getting-started-step.expanded .monaco-button', { hasText: text });

  async function openWalkthrough(): Promise<void> {
    await command('Welcome: Open Walkthrough');
    await expect.poll(() => workbench.quickInput.locator('input').first().inputValue(), { timeout: 20_000 }).toBe('');
    await workbench.page.keyboard.type('Light the evidence');
    await workbench.quickInput.locator('.monaco-list-row.focused', { hasText: 'Light the evidence' }).waitFor();
    await press('Enter');
    await step(STEPS[0]!).waitFor();
  }

  it('the palette is short for a new reader, and finds asking by "ask" and by "question"', async () => {
    /** The rows of the palette for a text, without those that VS Code makes for the views. */
    const found = async (text: string): Promise<string[]> => {
      await press('Control+Shift+P');
      const input = workbench.quickInput.locator('input').first();
      await expect.poll(() => input.inputValue(), { timeout: 20_000 }).toBe('>');
      await workbench.page.keyboard.type(text);
      await workbench.quickInput.locator('.monaco-list-row', { hasText: 'Ask This Paper' }).first().waitFor();
      const rows = await workbench.quickInput.locator('.monaco-list-row .label-name').allInnerTexts();
      await workbench.screenshot(`palette-${text}`);
      await press('Escape');
      return rows.filter((row) => row.includes('vidence') && !/ View$|^View: /.test(row));
    };
    const evidence = await found('evidence');
    expect(evidence.sort()).toEqual([
      'Evidence Lens: Ask All Papers',
      'Evidence Lens: Ask This Paper a Question',
      'Evidence Lens: Download Model',
      'Evidence Lens: Model...',
      'Evidence Lens: Open Sample Paper',
      'Highlight evidence',
    ]);
    expect(await found('ask')).toContain('Evidence Lens: Ask This Paper a Question');
    expect(await found('question')).toEqual(['Evidence Lens: Ask This Paper a Question']);
  });

  it('the empty view has one button, which the keyboard reaches', async () => {
    await command('Evidence Lens: Focus on Passages View');
    const buttons = workbench.paneOf('Passages').locator('.welcome-view .monaco-button');
    await buttons.first().waitFor();
    expect(await buttons.allInnerTexts()).toEqual(['Highlight evidence']);
    await workbench.webview('#empty:not([hidden])');
    await workbench.screenshot('welcome');
  });

  it('the walkthrough has four steps', async () => {
    await openWalkthrough();
    const titles = await workbench.page.locator('.getting-started-step .step-title').allInnerTexts();
    expect(titles.map((title) => title.trim())).toEqual(STEPS);
    await stepButton('Open the sample paper').waitFor();
    await workbench.webview('h2:text("A paper to try it on")');
    await workbench.screenshot('walkthrough');
  });

  it('the first step of the walkthrough opens the sample', async () => {
    await goTo(stepButton('Open the sample paper'));
    await press('Enter');
    await workbench.page.locator('.tabs-container .tab.active', { hasText: 'evidence-lens.md' }).waitFor();
    // The keys hold once the editor has the focus and the extension, which the document wakes, has said that this is a paper.
    await workbench.page.locator('.monaco-editor.focused .view-line').first().waitFor();
    await workbench.page.locator('.editor-actions [aria-label^="Highlight evidence"]').first().waitFor();
  });

  it('the keys that the walkthrough names ask the sample and go through the passages', async () => {
    await press('Control+K');
    await press('Control+E');
    await workbench.typeIntoInput(QUESTION, { placeholder: PLACEHOLDER });
    await workbench.waitForRow('Passages', 'line ');
    await press('Control+1');
    // Until the cursor moves, Alt+. goes on from the best passage, which asking has brought into view.
    await press('ArrowDown');
    await press('Alt+.');
    await workbench.page.locator('.statusbar-item', { hasText: FIRST }).waitFor();
    await press('Alt+.');
    await workbench.page.locator('.statusbar-item', { hasText: SECOND }).waitFor();
    await press('Alt+,');
    await workbench.page.locator('.statusbar-item', { hasText: FIRST }).waitFor();
  });

  it('the walkthrough shows which steps are done and which comes next', async () => {
    await openWalkthrough();
    await workbench.page
      .locator('.getting-started-step .codicon-getting-started-step-checked.complete')
      .nth(2)
      .waitFor();
    await workbench.webview('h2:text("A paper to try it on")');
    await workbench.screenshot('walkthrough-done');
  });

  it('the page of keyboard shortcuts can be read without a mouse', async () => {
    await command('Evidence Lens: Keyboard Shortcuts');
    const keys = await workbench.readWebview('.markdown-body table', (page) =>
      page.locator('.markdown-body code').allInnerTexts(),
    );
    expect(keys).toEqual(expect.arrayContaining(['Ctrl+K Ctrl+E', 'Alt+.', 'Alt+,']));
    await workbench.screenshot('keyboard');
  });

  it("a new reader's session makes no network request", () => {
    expect(workbench.strayRequests).toEqual([]);
  });
});

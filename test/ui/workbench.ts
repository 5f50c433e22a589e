import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { inject } from 'vitest';
import { hasValue } from './fields';
import { openLocalPage, type LocalPage } from '../host/chromium';
import { writeSettings } from '../host/codeServer';
import { ARTEFACTS, ROOT } from '../host/paths';
import { DECORATED, type Decoration, decorationsAt, placeOf } from './lines';

/** A window, its extension host and our extension start within this time, on a busy machine too. */
export const READY_MS = 90_000;
const STEP_MS = 20_000;
/** A window that starts has drawn its side bar within this time of a click. */
const SETTLE_MS = 1_000;

/** A tree row, as a screen reader says it and as it is seen. */
export interface Row {
  readonly label: string;
  readonly text: string;
}

/** VS Code in a browser, by what a reader does and sees. Every step waits for what it needs and gives up after 20 seconds. */
export class Workbench {
  private constructor(
    private readonly local: LocalPage,
    /** The folder that is open: a copy of `samples/`, for this instance only. */
    readonly folder: string,
  ) {}

  /**
   * Opens an editor window on a fresh copy of the samples and of these files, with fresh settings.
   *
   * @param files contents by path in the folder, beside the samples.
   * @param settings the user's, beside the quiet ones; those of the machine go to the machine's own file, as VS Code demands.
   */
  static async open(
    files: Readonly<Record<string, string>> = {},
    settings: {
      readonly user?: Readonly<Record<string, unknown>>;
      readonly machine?: Readonly<Record<string, unknown>>;
    } = {},
  ): Promise<Workbench> {
    const server = inject('server');
    const folder = fs.mkdtempSync(path.join(server.folder, 'papers-'));
    fs.cpSync(path.join(ROOT, 'samples'), folder, { recursive: true });
    for (const [name, content] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), content);
    }
    writeSettings(server.settingsFile, settings.user);
    // Tests know by heart what keyword matching lights, unless they say otherwise; `undefined` stands for the default.
    const named = settings.user && 'evidence.model' in settings.user;
    const machine = { ...(named ? {} : { 'evidence.model': 'keyword' }), ...settings.machine };
    const machineFile = path.join(path.dirname(server.settingsFile), '..', 'Machine', 'settings.json');
    fs.mkdirSync(path.dirname(machineFile), { recursive: true });
    fs.writeFileSync(machineFile, JSON.stringify(machine));

    const local = await openLocalPage();
    local.page.setDefaultTimeout(STEP_MS);
    await local.page.goto(`${server.origin}/?folder=${encodeURIComponent(folder)}`, { timeout: READY_MS });
    await local.page.locator('.monaco-workbench').waitFor({ timeout: READY_MS });
    await local.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: READY_MS });
    return new Workbench(local, folder);
  }

  /** The page, for what has no method here. */
  get page(): Page {
    return this.local.page;
  }

  /** The addresses outside this machine that the editor asked for; none was reached. */
  get strayRequests(): readonly string[] {
    return this.local.strayRequests;
  }

  async close(): Promise<void> {
    await this.local.close();
  }

  /** Loads the window anew, as a reader does with the browser's own key, and waits until the file that was open is there again. */
  async reload(): Promise<void> {
    await this.page.reload({ timeout: READY_MS });
    await this.page.locator('.monaco-editor .view-line').first().waitFor({ timeout: READY_MS });
  }

  /** Opens a file of the folder by its name. */
  async openFile(name: string): Promise<void> {
    await this.openQuickInput('Control+P', '');
    await this.pick(name, name);
    await this.page.locator('.tabs-container .tab.active', { hasText: name }).first().waitFor();
    await this.page.locator('.monaco-editor .view-line').first().waitFor();
  }

  /** Runs a command from the palette by its full title, such as `Evidence: Clear`. */
  async runCommand(title: string): Promise<void> {
    await this.openQuickInput('Control+Shift+P', '>');
    await this.pick(`>${title}`, title);
  }

  /** Types into the input box that is open and, unless told otherwise, presses Enter. */
  async typeIntoInput(
    text: string,
    options: { readonly placeholder?: string; readonly enter?: boolean } = {},
  ): Promise<void> {
    const named = options.placeholder ? `input[placeholder="${options.placeholder}"]` : 'input';
    await this.quickInput.locator(named).first().fill(text);
    if (options.enter ?? true) await this.page.keyboard.press('Enter');
  }

  /** The dialogue that takes commands, file names and questions. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget:not([style*="display: none"])');
  }

  /** The boxes behind the first occurrence of some words in view; empty when they are not lit. */
  async decorations(words: string): Promise<Decoration[]> {
    return decorationsAt(this.page, await placeOf(this.page, words));
  }

  /** Waits until some words in view are lit, or no longer are. */
  async waitForLit(words: string, lit = true): Promise<void> {
    const deadline = Date.now() + STEP_MS;
    while ((await this.decorations(words)).length > 0 !== lit) {
      if (Date.now() > deadline) throw new Error(`"${words}" is ${lit ? 'not' : 'still'} lit.`);
      await this.page.waitForTimeout(50);
    }
  }

  /** Waits until nothing at all is lit in view. */
  async waitForDark(): Promise<void> {
    await this.page.locator(DECORATED).first().waitFor({ state: 'detached' });
  }

  /** Rests the pointer on the first occurrence of a word in view, and answers the text of the hover that appears. */
  async hoverWord(word: string): Promise<string> {
    const place = await placeOf(this.page, word);
    // The pointer comes from elsewhere in steps: the editor opens no hover for one that was there all along.
    await this.page.mouse.move(place.x + 120, place.y + 60);
    await this.page.mouse.move(place.x, place.y, { steps: 5 });
    const hover = this.page.locator('.monaco-hover:not(.hidden) .monaco-hover-content').first();
    await hover.waitFor();
    return hover.innerText();
  }

  /** The rows of a tree view in their order; those in view only. The view is opened when it is not. */
  async treeRows(view: string): Promise<Row[]> {
    const rows = this.treeOf(view).locator('.monaco-list-row');
    return rows.evaluateAll((found) =>
      found
        .map((row) => ({ top: row.getBoundingClientRect().top, row }))
        .sort((a, b) => a.top - b.top)
        .map(({ row }) => ({ label: row.getAttribute('aria-label') ?? '', text: (row as HTMLElement).innerText })),
    );
  }

  /** The first row of a tree view with this text; only what is in view is there. */
  row(view: string, text: string | RegExp): Locator {
    return this.treeOf(view).locator('.monaco-list-row', { hasText: text }).first();
  }

  /** Waits for a row of a tree view with this text. */
  async waitForRow(view: string, text: string | RegExp, timeout = STEP_MS): Promise<void> {
    await this.row(view, text).waitFor({ timeout });
  }

  /** Clicks the first row of a tree view with this text. */
  async clickRow(view: string, text: string | RegExp): Promise<void> {
    await this.row(view, text).click();
  }

  /** Presses a button at the end of a row, which is there while the pointer rests on the row. */
  async pressInRow(view: string, text: string | RegExp, button: string): Promise<void> {
    await this.row(view, text).hover();
    await this.row(view, text).locator(`.action-label[aria-label^="${button}"]`).click();
  }

  /** Chooses from the menu of a row. */
  async chooseInRow(view: string, text: string | RegExp, item: string): Promise<void> {
    await this.row(view, text).click({ button: 'right' });
    // A menu takes no click right after it has opened; keys it always takes.
    await this.page.locator('.monaco-menu .action-menu-item', { hasText: item }).hover();
    await this.page.locator('.monaco-menu .action-item.focused', { hasText: item }).waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Waits for words in the message above a tree view's rows. */
  async waitForMessage(view: string, words: string): Promise<void> {
    await this.paneOf(view).locator('.message', { hasText: words }).first().waitFor();
  }

  /** The message above a tree view's rows, or an empty string. */
  async treeMessage(view: string): Promise<string> {
    const message = this.paneOf(view).locator('.message');
    return (await message.count()) > 0 ? message.first().innerText() : '';
  }

  /** Opens a view container by the title in the activity bar, such as `Evidence`. */
  async openContainer(title: string): Promise<void> {
    const tab = this.page.locator('.activitybar .action-item', { has: this.page.locator(`[aria-label^="${title}"]`) });
    const shown = this.page.locator('.part.sidebar .composite.title', { hasText: title });
    const deadline = Date.now() + READY_MS;
    while (!(await shown.isVisible())) {
      if (Date.now() > deadline) throw new Error(`${title} is not shown.`);
      await tab.first().click();
      // A window that starts opens what was open before by itself: a click that comes too late for that has closed it again.
      await this.page.waitForTimeout(SETTLE_MS);
    }
  }

  /** Waits for the page of a webview that is in view and holds an element. */
  async webview(selector: string): Promise<Frame> {
    const deadline = Date.now() + STEP_MS;
    for (;;) {
      for (const frame of this.page.frames()) {
        if (await isShown(frame, selector)) return frame;
      }
      if (Date.now() > deadline) throw new Error(`No webview has ${selector}.`);
      await this.page.waitForTimeout(100);
    }
  }

  /** Reads something of the page of a webview; a page that is made anew in the meantime is read again. */
  async readWebview<T>(selector: string, read: (frame: Frame) => Promise<T>): Promise<T> {
    for (;;) {
      const frame = await this.webview(selector);
      try {
        return await read(frame);
      } catch (error) {
        if (!frame.isDetached()) throw error;
      }
    }
  }

  /** Asks a question of the paper at hand. */
  async ask(question: string): Promise<void> {
    await this.runCommand('Highlight evidence');
    await this.typeIntoInput(question);
  }

  /** What the toasts in view say. */
  async notifications(): Promise<string[]> {
    return this.page.locator('.notification-toast .notification-list-item-message').allInnerTexts();
  }

  /** Waits for a toast with this text and answers all of it. */
  async waitForNotification(text: string): Promise<string> {
    const toast = this.page.locator('.notification-toast .notification-list-item-message', { hasText: text }).first();
    await toast.waitFor();
    return toast.innerText();
  }

  /** Changes the colour theme by its title and waits until it shows. `hc-black` and `hc-light` are the kinds of high contrast. */
  async setTheme(theme: string, kind: 'vs' | 'vs-dark' | 'hc-black' | 'hc-light'): Promise<void> {
    await this.runCommand('Preferences: Color Theme');
    await this.pick(theme, theme);
    await this.page.locator(`.monaco-workbench.${kind}`).waitFor();
  }

  /** Keeps a picture of the window in `test/artefacts/NAME.png`. */
  async screenshot(name: string): Promise<void> {
    fs.mkdirSync(ARTEFACTS, { recursive: true });
    await this.page.screenshot({ path: path.join(ARTEFACTS, `${name}.png`) });
  }

  /** Opens the quick input afresh: one that is still closing would swallow what is typed. A webview that loads swallows keys: then once more. */
  private async openQuickInput(keys: string, opensWith: string): Promise<void> {
    const input = this.quickInput.locator('input').first();
    for (const deadline = Date.now() + STEP_MS; Date.now() < deadline;) {
      await this.page.keyboard.press(keys);
      if (await hasValue(input, opensWith)) return;
    }
    throw new Error(`${keys} opens nothing.`);
  }

  /** Types into the quick input and takes the row with this text. */
  private async pick(typed: string, row: string): Promise<void> {
    await this.quickInput.locator('input').first().fill(typed);
    const found = this.quickInput.locator('.monaco-list-row', { hasText: row }).first();
    await found.waitFor();
    await found.click();
  }

  /** The pane of a view by its name. */
  paneOf(view: string): Locator {
    return this.page.locator('.pane', { has: this.page.locator('.pane-header', { hasText: view }) });
  }

  private treeOf(view: string): Locator {
    return this.paneOf(view).locator('.pane-body');
  }
}

/** Whether a frame is the page of a webview that has an element and is in view: one that is still loading lies behind the one before. */
async function isShown(frame: Frame, selector: string): Promise<boolean> {
  try {
    if ((await frame.locator(selector).count()) === 0) return false;
    return (await (await frame.frameElement()).getAttribute('id')) === 'active-frame';
  } catch {
    // The frame went away while it was looked at.
    return false;
  }
}

import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { inject } from 'vitest';
import { hasValue } from './fields';
import { openLocalPage, type LocalPage } from '../host/chromium';
import { writeSettings } from '../host/codeServer';
import { ARTEFACTS, ROOT } from '../host/paths';
import { DECORATED, type Decoration, decorationsAt, hasLine, placeOf } from './lines';

/** How long a window, its extension host and the extension may take to start on a busy machine, milliseconds. */
export const READY_MS = 90_000;
const STEP_MS = 20_000;
/** How long a row of the open quick input may take before it is opened again, milliseconds. */
const TRY_MS = 5_000;
/** How long a starting window may take to draw its side bar after a click, milliseconds. */
const SETTLE_MS = 1_000;

/** A row of a tree: what a screen reader says, and the visible text. */
export interface Row {
  readonly label: string;
  readonly text: string;
}

/** VS Code in a browser, by what a reader does and sees. Each step waits for what it needs, and fails after 20 seconds. */
export class Workbench {
  private constructor(
    private readonly local: LocalPage,
    /** The open folder: a copy of `samples/` for this instance only. */
    readonly folder: string,
  ) {}

  /**
   * Opens a window on a fresh copy of the samples and of the given files, with fresh settings.
   *
   * @param files contents by path in the folder
   * @param settings of the user, added to the quiet ones; settings of the machine go to their own file, as VS Code demands
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
    // Tests expect what keyword matching lights, unless they say otherwise; `undefined` means the default engine.
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

  /** The page, for steps that have no method here. */
  get page(): Page {
    return this.local.page;
  }

  /** The addresses outside this machine that the editor requested; none was reached. */
  get strayRequests(): readonly string[] {
    return this.local.strayRequests;
  }

  async close(): Promise<void> {
    await this.local.close();
  }

  /**
   * Reloads the window with the browser.
   *
   * @param isTextOpen whether a text editor was open for so long that the browser has stored it: then waits until it is back
   */
  async reload(isTextOpen = true): Promise<void> {
    await this.page.reload({ timeout: READY_MS });
    await this.page.locator('.activitybar .action-item').first().waitFor({ timeout: READY_MS });
    if (isTextOpen) await this.page.locator('.monaco-editor .view-line').first().waitFor({ timeout: READY_MS });
  }

  /**
   * Opens a file of the folder by its name.
   *
   * @param isText whether it opens in a text editor
   */
  async openFile(name: string, isText = true): Promise<void> {
    await this.choose('Control+P', '', name);
    await this.page.locator('.tabs-container .tab.active', { hasText: name }).first().waitFor();
    if (isText) await this.page.locator('.monaco-editor .view-line').first().waitFor();
  }

  /** Runs a command from the palette by its full title, such as `Evidence Lens: Clear`. */
  async runCommand(title: string): Promise<void> {
    await this.choose('Control+Shift+P', '>', title);
  }

  /** Types into the open input box and, by default, presses Enter. */
  async typeIntoInput(
    text: string,
    options: { readonly placeholder?: string; readonly enter?: boolean } = {},
  ): Promise<void> {
    const named = options.placeholder ? `input[placeholder="${options.placeholder}"]` : 'input';
    await this.quickInput.locator(named).first().fill(text);
    if (options.enter ?? true) await this.page.keyboard.press('Enter');
  }

  /** The input for commands, file names and questions. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget:not([style*="display: none"])');
  }

  /** The boxes behind the first visible occurrence of some words; empty when they are not lit. */
  async decorations(words: string): Promise<Decoration[]> {
    return decorationsAt(this.page, await placeOf(this.page, words));
  }

  /** Waits until some visible words are lit, or no longer are. */
  async waitForLit(words: string, lit = true): Promise<void> {
    const deadline = Date.now() + STEP_MS;
    while ((await this.decorations(words)).length > 0 !== lit) {
      if (Date.now() > deadline) throw new Error(`"${words}" is ${lit ? 'not' : 'still'} lit.`);
      await this.page.waitForTimeout(50);
    }
  }

  /** Waits until what answers is marked in some visible words, and returns its box. A flash or a faint rest is drawn at other moments. */
  async waitForMark(words: string): Promise<Decoration> {
    const deadline = Date.now() + STEP_MS;
    for (;;) {
      const mark = (await this.decorations(words)).find(hasLine);
      if (mark) return mark;
      if (Date.now() > deadline) throw new Error(`"${words}" has no mark.`);
      await this.page.waitForTimeout(50);
    }
  }

  /** Waits until nothing is lit in the visible lines. */
  async waitForDark(): Promise<void> {
    await this.page.locator(DECORATED).first().waitFor({ state: 'detached' });
  }

  /** Rests the pointer on the first visible occurrence of a word, and returns the text of the hover. */
  async hoverWord(word: string): Promise<string> {
    const place = await placeOf(this.page, word);
    // The pointer must move to the word in steps: the editor opens no hover for a pointer that was there already.
    await this.page.mouse.move(place.x + 120, place.y + 60);
    await this.page.mouse.move(place.x, place.y, { steps: 5 });
    const hover = this.page.locator('.monaco-hover:not(.hidden) .monaco-hover-content').first();
    await hover.waitFor();
    return hover.innerText();
  }

  /** The visible rows of a tree view, in order. Opens the view if it is closed. */
  async treeRows(view: string): Promise<Row[]> {
    const rows = this.treeOf(view).locator('.monaco-list-row');
    return rows.evaluateAll((found) =>
      found
        .map((row) => ({ top: row.getBoundingClientRect().top, row }))
        .sort((a, b) => a.top - b.top)
        .map(({ row }) => ({ label: row.getAttribute('aria-label') ?? '', text: (row as HTMLElement).innerText })),
    );
  }

  /** The first visible row of a tree view with this text. */
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

  /** Clicks a row until it is selected: while a list grows, a click can hit the row that has just moved there. */
  async selectRow(view: string, text: string | RegExp): Promise<void> {
    const deadline = Date.now() + STEP_MS;
    const isSelected = async (): Promise<boolean> =>
      (await this.row(view, text).getAttribute('aria-selected')) === 'true';
    do {
      await this.clickRow(view, text);
      await this.page.waitForTimeout(SETTLE_MS);
      if (Date.now() > deadline) throw new Error(`The row "${text.toString()}" is not selected.`);
    } while (!(await isSelected()));
  }

  /** Presses a button at the end of a row, which shows while the pointer is on the row. */
  async pressInRow(view: string, text: string | RegExp, button: string): Promise<void> {
    await this.row(view, text).hover();
    await this.row(view, text).locator(`.action-label[aria-label^="${button}"]`).click();
  }

  /** Chooses an item of a row's menu. */
  async chooseInRow(view: string, text: string | RegExp, item: string): Promise<void> {
    await this.row(view, text).click({ button: 'right' });
    // A menu ignores clicks right after it has opened, but not keys.
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

  /** Opens a view container by the title in the activity bar, such as `Evidence Lens`. */
  async openContainer(title: string): Promise<void> {
    const tab = this.page.locator('.activitybar .action-item', { has: this.page.locator(`[aria-label^="${title}"]`) });
    const shown = this.page.locator('.part.sidebar .composite.title', { hasText: title });
    const deadline = Date.now() + READY_MS;
    while (!(await shown.isVisible())) {
      if (Date.now() > deadline) throw new Error(`${title} is not shown.`);
      await tab.first().click();
      // A starting window reopens its last views by itself: if that happens late, this click has closed the container again.
      await this.page.waitForTimeout(SETTLE_MS);
    }
  }

  /** Opens or closes a view of the side bar by its name. */
  async setViewOpen(view: string, isOpen: boolean): Promise<void> {
    const header = this.page.locator('.pane-header', { hasText: view });
    if ((await header.getAttribute('aria-expanded')) === String(isOpen)) return;
    await header.click();
    await this.page.locator(`.pane-header[aria-expanded="${isOpen}"]`, { hasText: view }).waitFor();
  }

  /** Waits for the visible page of a webview that contains an element. */
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

  /** Reads something from a webview's page. If the page is replaced meanwhile, reads it again. */
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

  /** Asks a question of the current paper. */
  async ask(question: string): Promise<void> {
    await this.runCommand('Highlight evidence');
    await this.typeIntoInput(question);
  }

  /** The texts of the visible notifications. */
  async notifications(): Promise<string[]> {
    return this.page.locator('.notification-toast .notification-list-item-message').allInnerTexts();
  }

  /** Waits for a notification with this text, and returns its whole text. */
  async waitForNotification(text: string): Promise<string> {
    const toast = this.page.locator('.notification-toast .notification-list-item-message', { hasText: text }).first();
    await toast.waitFor();
    return toast.innerText();
  }

  /** Changes the colour theme by its title and waits until it is active. `hc-black` and `hc-light` are the kinds of high contrast. */
  async setTheme(theme: string, kind: 'vs' | 'vs-dark' | 'hc-black' | 'hc-light'): Promise<void> {
    await this.runCommand('Preferences: Color Theme');
    await this.pick(theme, theme);
    await this.page.locator(`.monaco-workbench.${kind}`).waitFor();
  }

  /** Saves a picture of the window as `test/artefacts/NAME.png`. */
  async screenshot(name: string): Promise<void> {
    fs.mkdirSync(ARTEFACTS, { recursive: true });
    await this.page.screenshot({ path: path.join(ARTEFACTS, `${name}.png`) });
  }

  /** Opens the quick input, and tries again if needed: one that is still closing, or a webview that loads, swallows keys. */
  private async openQuickInput(keys: string, opensWith: string): Promise<void> {
    const input = this.quickInput.locator('input').first();
    for (const deadline = Date.now() + STEP_MS; Date.now() < deadline;) {
      await this.page.keyboard.press(keys);
      if (await hasValue(input, opensWith)) return;
    }
    throw new Error(`${keys} opens nothing.`);
  }

  /** Opens the quick input and chooses the row with this text; opens it again if a page that takes the focus when it has loaded closes it. */
  private async choose(keys: string, opensWith: string, row: string): Promise<void> {
    for (const deadline = Date.now() + STEP_MS; ;) {
      await this.openQuickInput(keys, opensWith);
      try {
        return await this.pick(`${opensWith}${row}`, row, TRY_MS);
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** Types into the quick input and chooses the row with this text. */
  private async pick(typed: string, row: string, timeout = STEP_MS): Promise<void> {
    await this.quickInput.locator('input').first().fill(typed, { timeout });
    const found = this.quickInput.locator('.monaco-list-row', { hasText: row }).first();
    await found.waitFor({ timeout });
    await found.click({ timeout });
  }

  /** The pane of a view by its name. */
  paneOf(view: string): Locator {
    return this.page.locator('.pane', { has: this.page.locator('.pane-header', { hasText: view }) });
  }

  private treeOf(view: string): Locator {
    return this.paneOf(view).locator('.pane-body');
  }
}

/** Whether a frame is the visible page of a webview and has an element. A page that is still loading is behind the one before. */
async function isShown(frame: Frame, selector: string): Promise<boolean> {
  try {
    if ((await frame.locator(selector).count()) === 0) return false;
    return (await (await frame.frameElement()).getAttribute('id')) === 'active-frame';
  } catch {
    // The frame was removed while it was checked.
    return false;
  }
}

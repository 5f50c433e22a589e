/**
 * How long a reader waits in the editor for the first lit passage of a large paper, with every view of the extension open and with all of
 * them closed: `npm run bench -- --window`. A real window on the packaged extension, which must have been made (`npm run package`).
 *
 * Time runs from Enter in the question box until the status bar counts a passage. Open and closed take turns, in one window.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { openLocalPage } from '../../test/host/chromium';
import { startCodeServer } from '../../test/host/codeServer';
import { installCodeServer } from '../../test/host/prepare';
import { markdownTable } from '../eval/tables';
import { writeCorpus } from './corpus';
import { load } from './machine';
import { summarise } from './summary';
import { spread } from './tables';

const { values } = parseArgs({
  options: {
    window: { type: 'boolean' },
    rounds: { type: 'string', default: '8' },
    characters: { type: 'string', default: '2200000' },
  },
});

const STARTING_MS = 120_000;
const VIEWS = ['Passages', 'Score Map', 'Papers', 'Questions'];
/** Each is asked once, so that no kept score answers it. */
const TOPICS = [
  'sound',
  'memory',
  'learning',
  'training',
  'noise',
  'images',
  'language',
  'speech',
  'graphs',
  'search',
  'time',
  'error',
];

async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').waitFor();
  await page.keyboard.type(title);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
  await page.keyboard.press('Enter');
}

/** Shows the container of the extension with all its views open, or the files in its place. */
async function showViews(page: Page, areOpen: boolean): Promise<void> {
  const title = areOpen ? 'Evidence Lens' : 'Explorer';
  const shown = page.locator('.part.sidebar .composite.title', { hasText: title });
  const tab = page.locator('.activitybar .action-item', { has: page.locator(`[aria-label^="${title}"]`) }).first();
  while (!(await shown.isVisible())) {
    await tab.click();
    await page.waitForTimeout(1000);
  }
  if (!areOpen) return;
  for (const view of VIEWS) {
    const header = page.locator('.part.sidebar .pane-header', { hasText: view });
    if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click();
  }
}

async function secondsToFirst(page: Page, question: string): Promise<number> {
  const count = page.locator('.statusbar-item', { hasText: /^\d+ passages?$/ });
  if (await count.isVisible()) {
    await runCommand(page, 'Evidence Lens: Clear');
    await count.waitFor({ state: 'detached' });
  }
  await runCommand(page, 'Highlight evidence');
  const input = page.locator('.quick-input-widget input');
  await input.waitFor();
  await input.fill(question);
  const began = performance.now();
  await page.keyboard.press('Enter');
  await count.waitFor({ timeout: STARTING_MS });
  return (performance.now() - began) / 1000;
}

async function main(): Promise<void> {
  const problem = installCodeServer();
  if (problem !== undefined) throw new Error(problem);
  const folder = mkdtempSync(join(tmpdir(), 'evidence-window-'));
  writeCorpus(folder, { papers: 1, characters: Number(values.characters) });
  const server = await startCodeServer({ withExtension: true });
  const local = await openLocalPage();
  try {
    const { page } = local;
    await page.goto(`${server.origin}/?folder=${encodeURIComponent(folder)}`, { timeout: STARTING_MS });
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: STARTING_MS });
    const [paper] = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
    await page.keyboard.press('Control+P');
    await page.keyboard.type(basename(paper!));
    await page
      .locator('.quick-input-list .monaco-list-row', { hasText: basename(paper!) })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.monaco-editor .view-line').first().waitFor({ timeout: STARTING_MS });
    const before = load();
    const seconds = { open: [] as number[], closed: [] as number[] };
    // The first answer loads the model, and is not counted.
    await showViews(page, true);
    await secondsToFirst(page, 'Which data were used?');
    for (let round = 0; round < Number(values.rounds); round++) {
      const areOpen = round % 2 === 0;
      await showViews(page, areOpen);
      const asked = `What is said about ${TOPICS[round % TOPICS.length]!} in part ${round}?`;
      seconds[areOpen ? 'open' : 'closed'].push(await secondsToFirst(page, asked));
    }
    const rows = (['closed', 'open'] as const).map((name) => [name, spread(summarise(seconds[name]), 2)]);
    console.log(`One paper of ${values.characters} characters; load ${before} before, ${load()} after.\n`);
    console.log(markdownTable(['views', 'seconds to the first passage: median (spread)'], rows));
  } finally {
    await local.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();

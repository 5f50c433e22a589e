/**
 * How long a reader waits in the editor for the first lit passage of a large paper, with every view of the extension open and with all of
 * them closed: `npm run bench -- --window`. A real window on the packaged extension, which must have been made (`npm run package`).
 *
 * The paper is made up, with the text of the sample in its middle, since a model finds evidence in sentences with a meaning only. Time
 * runs from Enter in the question box until the status bar counts a passage. Open and closed take turns, in one window.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { openLocalPage } from '../../test/host/chromium';
import { startCodeServer, writeSettings } from '../../test/host/codeServer';
import { ROOT } from '../../test/host/paths';
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
const TRY_MS = 5_000;
const SETTLE_MS = 1_000;
const VIEWS = ['Passages', 'Score Map', 'Papers', 'Questions'];
const ENGINES = ['keyword', 'small'] as const;
const SAMPLE = join(ROOT, 'samples', 'evidence-lens.md');
/** About the sample, in words of its own, so that both engines find an answer. Each is asked once of each engine: no kept score answers it. */
const QUESTIONS = [
  'Does an unpublished manuscript leave the machine?',
  'Are scores kept when the threshold is moved?',
  'How much does quantisation shrink the model in megabytes?',
  'Why is a reference list not lit although it repeats title words?',
  'What happens to a chunk that exceeds the window?',
  'Which thresholds are worth remembering for precision and recall?',
  'Why are most visible bugs of highlighters offset bugs?',
  'What froze the extension host for 2.3 seconds?',
  'Is a table divided or parted from its caption?',
];

/** Writes the same paper for each engine, since a question that is asked of a paper again shows its earlier answer first. */
function writePapers(folder: string): void {
  const [file] = writeCorpus(join(folder, 'made'), { papers: 1, characters: Number(values.characters) });
  const made = readFileSync(file!, 'utf8');
  const paper = made.replace('\n## Results\n', (mark) => `\n${readFileSync(SAMPLE, 'utf8')}\n${mark}`);
  for (const engine of ENGINES) writeFileSync(join(folder, nameOf(engine)), paper);
}

function nameOf(engine: string): string {
  return `${engine}-paper.md`;
}

/** Chooses in the box that a key opens. A view that is still loading takes the focus and closes the box, which is then opened again. */
async function choose(page: Page, key: string, text: string): Promise<void> {
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  do {
    await page.keyboard.press('Escape');
    await page.keyboard.press(key);
    await page.locator('.quick-input-widget input').waitFor();
    await page.keyboard.type(text);
    await row.waitFor({ timeout: TRY_MS }).catch(() => undefined);
  } while (!(await row.isVisible()));
  await page.keyboard.press('Enter');
}

async function openPaper(page: Page, name: string): Promise<void> {
  await choose(page, 'Control+P', name);
  await page.locator('.tabs-container .tab.active', { hasText: name }).waitFor({ timeout: STARTING_MS });
  await page.locator('.monaco-editor .view-line').first().waitFor({ timeout: STARTING_MS });
}

/** Shows the container of the extension with all its views open, or the files in its place. */
async function showViews(page: Page, areOpen: boolean): Promise<void> {
  const title = areOpen ? 'Evidence Lens' : 'Explorer';
  const shown = page.locator('.part.sidebar .composite.title', { hasText: title });
  const tab = page.locator('.activitybar .action-item', { has: page.locator(`[aria-label^="${title}"]`) }).first();
  while (!(await shown.isVisible())) {
    await tab.click();
    await page.waitForTimeout(SETTLE_MS);
  }
  for (const view of areOpen ? VIEWS : []) {
    const header = page.locator('.part.sidebar .pane-header', { hasText: view });
    if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click();
  }
  // A page that is loaded anew takes the focus when it is ready.
  await page.waitForTimeout(SETTLE_MS);
}

async function secondsToFirst(page: Page, question: string): Promise<number> {
  const count = page.locator('.statusbar-item', { hasText: /\d+ (of \d+ )?passages?/ });
  if (await count.isVisible()) {
    await choose(page, 'F1', 'Evidence Lens: Clear');
    await count.waitFor({ state: 'detached' });
  }
  const input = page.locator('.quick-input-widget input[placeholder^="What do you want to know"]');
  while (!(await input.isVisible())) {
    await choose(page, 'F1', 'Highlight evidence');
    await input.waitFor({ timeout: TRY_MS }).catch(() => undefined);
  }
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
  writePapers(folder);
  const server = await startCodeServer({ withExtension: true });
  const local = await openLocalPage();
  try {
    const { page } = local;
    await page.goto(`${server.origin}/?folder=${encodeURIComponent(folder)}`, { timeout: STARTING_MS });
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: STARTING_MS });
    const before = load();
    const rows: string[][] = [];
    for (const engine of ENGINES) {
      writeSettings(server.settingsFile, { 'evidence.model': engine });
      await openPaper(page, nameOf(engine));
      const seconds = { closed: [] as number[], open: [] as number[] };
      // The first answer starts the engine, and is not counted.
      await showViews(page, true);
      await secondsToFirst(page, QUESTIONS[0]!);
      for (const [round, question] of QUESTIONS.slice(1, Number(values.rounds) + 1).entries()) {
        const views = round % 2 === 0 ? 'open' : 'closed';
        await showViews(page, views === 'open');
        seconds[views].push(await secondsToFirst(page, question));
      }
      rows.push([engine, spread(summarise(seconds.closed), 2), spread(summarise(seconds.open), 2)]);
    }
    console.log(`One paper of ${values.characters} characters; load ${before} before, ${load()} after.\n`);
    console.log(markdownTable(['engine', 'seconds to the first passage, views closed', 'all views open'], rows));
  } finally {
    await local.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();

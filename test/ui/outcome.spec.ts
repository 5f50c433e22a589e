import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

/** Only the reference list has the words of this question. */
const QUESTION = 'Who wrote about BM25 and the probabilistic relevance framework?';
const REFERENCE = 'Robertson, S.';

describe('what a reader is told while the panel is closed', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open();
    await workbench.openFile('evidence-lens.md');
  });
  afterAll(async () => {
    await workbench.close();
  });

  const count = (text: string) => workbench.page.locator('.statusbar-item', { hasText: text });

  it('is that nothing is lit, and why', async () => {
    await workbench.ask(QUESTION);
    expect(await workbench.waitForNotification('Who wrote about BM25')).toMatch(
      /Nothing above 0\.20\. The best passage/,
    );
    await count('0 passages').waitFor();
    await workbench.screenshot('nothing-lit');
  });

  it('leads to what is left out with the references', async () => {
    await workbench.page.locator('.notification-toast .monaco-button', { hasText: 'Look in References Too' }).click();
    await count('1 passage').click();
    await workbench.page.locator('.view-line', { hasText: REFERENCE }).waitFor();
    await workbench.waitForLit(REFERENCE);
  });

  it('is in the panel too, where the references can be left out again', async () => {
    await workbench.openContainer('Evidence');
    await workbench.clickRow('Passages', 'Hide references and front matter');
    await workbench.waitForRow('Passages', 'In references and front matter: 1');
    await workbench.waitForLit(REFERENCE, false);
  });
});

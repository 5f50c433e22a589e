import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

/** A question whose words are only in the reference list. */
const QUESTION = 'Who wrote about BM25 and the probabilistic relevance framework?';
const REFERENCE = 'Robertson, S.';

const SHEEP = '# On Sheep\n\n## Methods\n\nThe sheep were counted at the gate.\n';

describe('what a reader is told while the panel is closed', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open({ 'sheep.md': SHEEP });
    await workbench.openFile('evidence-lens.md');
    // The first question of a window opens the panel.
    await workbench.ask('What was written about sheep?');
    await workbench.waitForMessage('Passages', 'about sheep');
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench.paneOf('Passages').waitFor({ state: 'hidden' });
  });
  afterAll(async () => {
    await workbench.close();
  });

  const count = (text: string) => workbench.page.locator('.statusbar-item', { hasText: text });

  it('a reader with a closed panel is told that nothing is lit, and why', async () => {
    await workbench.ask(QUESTION);
    // The progress of the question is a notification too.
    expect(await workbench.waitForNotification('Nothing above 0.20. The best passage')).toContain(
      'Who wrote about BM25',
    );
    await count('0 passages').waitFor();
    await workbench.screenshot('nothing-lit');
  });

  it('the notification offers to light passages in the references', async () => {
    await workbench.page.locator('.notification-toast .monaco-button', { hasText: 'Look in References Too' }).click();
    await count('1 passage').click();
    await workbench.page.locator('.view-line', { hasText: REFERENCE }).waitFor();
    await workbench.waitForLit(REFERENCE);
  });

  it('the panel says the same, and can hide the references again', async () => {
    await workbench.openContainer('Evidence Lens');
    await workbench.clickRow('Passages', 'Hide references and front matter');
    await workbench.waitForRow('Passages', 'In references and front matter: 1');
    await workbench.waitForLit(REFERENCE, false);
  });

  it('the notification acts on the paper that was asked, even when the reader looks at another', async () => {
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench.paneOf('Passages').waitFor({ state: 'hidden' });
    await workbench.ask('Who wrote of the relevance framework?');
    await workbench.waitForNotification('Who wrote of');
    await workbench.openFile('sheep.md');
    await workbench.ask('How were the sheep counted?');
    await count('1 passage').waitFor();
    await workbench.runCommand('Notifications: Show Notifications');
    const item = workbench.page.locator('.notifications-center .notification-list-item', { hasText: 'Who wrote of' });
    await item.locator('.monaco-button', { hasText: 'Show Weaker' }).click();
    await workbench.openContainer('Evidence Lens');
    await workbench.waitForMessage('Passages', 'passages at 0.20 or above: 1');
    await workbench.openFile('evidence-lens.md');
    await workbench.waitForMessage('Passages', 'Who wrote of the relevance framework?”: passages at 0.');
    expect(await workbench.treeMessage('Passages')).not.toContain('0.20');
  });
});

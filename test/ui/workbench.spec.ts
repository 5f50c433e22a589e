import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

describe('the editor', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open({ 'paper.md': '# A Paper\n\nIts first paragraph.\n' });
  });
  afterAll(async () => {
    await workbench.close();
  });

  it('opens a paper and offers the command by its title', async () => {
    await workbench.openFile('paper.md');
    await workbench.runCommand('Highlight evidence');
    await workbench.screenshot('question');
    await workbench.page.keyboard.press('Escape');
  });

  it('asks nothing of the network', () => {
    expect(workbench.strayRequests).toEqual([]);
  });
});

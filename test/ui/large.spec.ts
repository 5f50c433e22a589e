import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

const QUESTION = 'How were the recordings collected from volunteers?';
const PLACEHOLDER = 'What do you want to know about this paper?';
/** More than 2 MB, with the answer in its first lines. */
const LARGE = [
  '# On running',
  'The recordings were collected from forty volunteers with a microphone in a quiet room.',
  ...Array.from(
    { length: 1100 },
    (_, at) => `## Section ${at}\n\n${'Rain fell on most afternoons, and the wind came from the west. '.repeat(33)}`,
  ),
].join('\n\n');

describe('a large paper', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    expect(LARGE.length).toBeGreaterThan(2_300_000);
    workbench = await Workbench.open({ 'large.md': LARGE });
    await workbench.openFile('large.md');
  });
  afterAll(async () => {
    await workbench.close();
  });

  const press = (key: string): Promise<void> => workbench.page.keyboard.press(key);

  it('the key asks it, also while the extension starts', async () => {
    await workbench.page.locator('.monaco-editor .view-lines').first().click();
    await press('Control+K');
    await press('Control+E');
    await workbench.typeIntoInput(QUESTION, { placeholder: PLACEHOLDER });
    await workbench.waitForLit('The recordings were');
    expect(await workbench.page.locator('.statusbar').innerText()).not.toContain('is not a command');
  });

  it('the key asks it from the list of passages too', async () => {
    await workbench.runCommand('Focus on Passages View');
    await workbench.paneOf('Passages').locator('.monaco-list:focus-within, .monaco-list:focus').first().waitFor();
    await press('Control+K');
    await press('Control+E');
    await workbench.quickInput.locator(`input[placeholder="${PLACEHOLDER}"]`).waitFor();
    await press('Escape');
    expect(workbench.strayRequests).toEqual([]);
  });
});

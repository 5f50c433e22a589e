import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../removeFolder';
import { FakeHub } from '../fakes/hub';
import { ROOT } from '../host/paths';
import { Workbench } from './workbench';

const PAPER = 'evidence-lens.md';
const QUESTION = 'How is a paper cut into chunks?';
const PLACEHOLDER = 'What do you want to know about this paper?';
/** A tiny random model with the files of a real one. It finds something in every text, by chance. */
const TINY = path.join(ROOT, 'test', 'fixtures', 'models', 'single');
const FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'];

describe('a reader who wants the full model', () => {
  let hub: FakeHub;
  let models: string;
  let workbench: Workbench;

  beforeAll(async () => {
    hub = await FakeHub.start();
    const files = FILES.map((name) => ({
      name,
      content: fs.readFileSync(path.join(TINY, name)),
      large: name === 'model.safetensors',
    }));
    hub.publish('KRLabsOrg/acl-verbatim-modernbert', { commit: 'c'.repeat(40), license: 'apache-2.0', files });
    models = fs.mkdtempSync(path.join(os.tmpdir(), 'evidence-models-'));
    workbench = await Workbench.open(
      {},
      {
        user: { 'evidence.model': 'acl-verbatim' },
        machine: { 'evidence.hub.endpoint': hub.endpoint, 'evidence.modelsFolder': models },
      },
    );
    await workbench.openFile(PAPER);
  });
  afterAll(async () => {
    await workbench.close();
    await hub.stop();
    removeFolder(models);
  });

  const dialogue = () => workbench.page.locator('.monaco-dialog-box');

  async function ask(): Promise<void> {
    await workbench.runCommand('Highlight evidence');
    await workbench.typeIntoInput(QUESTION, { placeholder: PLACEHOLDER });
  }

  /** Opens the popup of the language status, which shows the engine's state. */
  async function status(): Promise<string> {
    await workbench.page.locator('.statusbar-item[id="status.languageStatus"]').hover();
    const row = workbench.page.locator('.hover-language-status .element', { hasText: 'acl-verbatim' });
    await row.waitFor();
    return row.innerText();
  }

  it('a reader is told size, place and license before a download, and can use keywords now', async () => {
    await ask();
    await dialogue().waitFor();
    const said = await dialogue().innerText();
    expect(said).toContain("The model 'acl-verbatim' is not installed");
    expect(said).toMatch(/602 MB/);
    expect(said).toMatch(/Licence: Apache-2\.0/);
    await workbench.screenshot('model-offer');
    expect(hub.requests).toEqual([]);
    await dialogue().locator('.monaco-button', { hasText: 'Answer by Keywords Now' }).click();
    await workbench.openContainer('Evidence Lens');
    await workbench.waitForRow('Passages', 'line ');
  });

  it('the status item says that the model is not installed', async () => {
    expect(await status()).toContain('not installed');
    await workbench.screenshot('model-status');
    await workbench.page.keyboard.press('Escape');
  });

  it('a model is downloaded from the palette and answers', async () => {
    await workbench.runCommand('Evidence Lens: Download Model');
    await dialogue().locator('.monaco-button', { hasText: 'Download' }).click();
    await workbench.waitForNotification('acl-verbatim is installed and verified.');
    await workbench.screenshot('model-installed');
    expect(fs.existsSync(path.join(models, 'acl-verbatim', 'manifest.json'))).toBe(true);
    await ask();
    await workbench.page.locator('.pane-header', { hasText: 'acl-verbatim' }).waitFor();
    await workbench.waitForRow('Passages', 'line ');
    // Rows of the keyword answer may still be there while the model is loading.
    await expect.poll(status, { timeout: 60_000 }).toMatch(/ready|reading/);
  });

  it('downloading a model makes network requests to the hub only', () => {
    expect(workbench.strayRequests).toEqual([]);
    expect(hub.requests.length).toBeGreaterThan(0);
  });
});

describe('a download without a connection', () => {
  let workbench: Workbench;
  let silent: net.Server;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'evidence-models-'));

  beforeAll(async () => {
    silent = net.createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await workbench.close();
  });
  afterAll(() => {
    silent.close();
    removeFolder(folder);
  });

  it.each([
    // Nothing listens on this port.
    ['that refuses', () => 9, 'does not answer: trying again in'],
    ['that is silent', () => (silent.address() as net.AddressInfo).port, 'has not answered yet: trying on'],
  ])('says soon that it goes on trying a hub %s, and can be cancelled', async (_, port, said) => {
    const endpoint = `http://127.0.0.1:${port()}`;
    const machine = { 'evidence.hub.endpoint': endpoint, 'evidence.modelsFolder': folder };
    workbench = await Workbench.open({}, { machine });
    await workbench.openFile(PAPER);
    await workbench.runCommand('Evidence Lens: Download Model');
    await workbench.page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Download' }).click();
    const began = Date.now();
    await workbench.waitForNotification(`${endpoint} ${said}`);
    // Three seconds on a quiet machine.
    expect(Date.now() - began).toBeLessThan(10_000);
    await workbench.page.locator('.notification-toast .monaco-button', { hasText: 'Cancel' }).click();
    await workbench.page.locator('.statusbar', { hasText: 'run Evidence Lens: Download Model to continue' }).waitFor();
  });
});

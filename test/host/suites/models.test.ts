import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { removeFolder } from '../../removeFolder';
import type { HighlightResult } from '../../../src/core/answers/result';
import type { EngineState } from '../../../src/features/models/status';
import { FakeHub, type FakeRepository } from '../../fakes/hub';
import { api, LOW, open, PAPER, reset, TINY, until, type Parts } from './support';

const REPOSITORY = 'KRLabsOrg/acl-verbatim-modernbert';
const ID = 'acl-verbatim';
const QUESTION = 'How were the recordings collected?';
/**
 * Long enough to be interrupted. Opened as plain text: VS Code's markdown parser caches untitled documents by name and version, and would
 * show this one to the next test whose document has the same name.
 */
const LONG_PAPER = PAPER.repeat(60);

/** What the reader was asked, and what the test answers instead. */
interface Asked {
  readonly message: string;
  readonly detail: string;
  readonly labels: readonly string[];
}

describe('models', () => {
  let parts: Parts;
  let hub: FakeHub;
  let folder: string;
  let asked: Asked[];
  let told: string[];
  let answer: (asked: Asked) => string | undefined;
  const original: Record<string, unknown> = {};

  before(async () => {
    ({ parts } = await api());
    hub = await FakeHub.start();
    Object.assign(original, { choose: parts.prompts.choose, tell: parts.prompts.tell });
    Object.assign(parts.prompts, {
      choose: (message: string, detail: string, ...labels: string[]) => {
        asked.push({ message, detail, labels });
        return Promise.resolve(answer({ message, detail, labels }));
      },
      tell: (_kind: string, message: string) => {
        told.push(message);
        return Promise.resolve(undefined);
      },
    });
  });
  after(async () => {
    Object.assign(parts.prompts, original);
    await hub.stop();
  });
  beforeEach(async () => {
    hub.requests.length = 0;
    hub.publish(REPOSITORY, tiny());
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'evidence-models-'));
    asked = [];
    told = [];
    answer = () => undefined;
    await set('modelsFolder', folder);
    await set('hub.endpoint', hub.endpoint);
    await set('threshold', LOW);
    await set('model', ID);
    // Fixes precision and device, so that no comparison runs in between; each comparison has its own test.
    await set('precision', 'fp32');
    await set('device', 'cpu');
  });
  afterEach(async () => {
    hub.heal();
    await reset();
    for (const id of ['modelsFolder', 'hub.endpoint', 'precision', 'device']) await set(id, undefined);
    parts.client.release();
    removeFolder(folder);
  });

  const set = (id: string, value: unknown): Thenable<void> =>
    vscode.workspace.getConfiguration('evidence').update(id, value, vscode.ConfigurationTarget.Global);

  const ask = (more: object = {}): Thenable<HighlightResult | undefined> =>
    vscode.commands.executeCommand('evidence.highlight', { question: QUESTION, ...more });

  const statusIs = (state: EngineState): Promise<void> =>
    until(() => parts.status.state === state, parts.status.onDidChange);

  async function download(): Promise<void> {
    answer = () => 'Download';
    await vscode.commands.executeCommand('evidence.downloadModel');
    assert.ok(await parts.models.store.find(ID), told.join(' '));
  }

  it('a missing model is offered with size and license, or keywords answer now', async () => {
    await open(PAPER);
    await statusIs('notInstalled');
    assert.match(parts.status.text, /acl-verbatim: not installed/);
    answer = () => 'Answer by Keywords Now';
    const result = await ask();
    assert.equal(result?.model, 'keyword');
    assert.deepEqual(asked[0]!.labels, ['Download', 'Answer by Keywords Now']);
    assert.match(asked[0]!.message, /'acl-verbatim' is not installed/);
    assert.match(asked[0]!.detail, /602 MB .*KRLabsOrg\/acl-verbatim-modernbert.*Licence: Apache-2\.0/s);
    assert.deepEqual(hub.requests, [], 'nothing is asked of the network before the reader agrees');
    answer = () => undefined;
    assert.equal(await ask(), undefined);
  });

  it('a missing model is downloaded for the first question that needs it, and answers', async () => {
    const states: EngineState[] = [];
    const watch = parts.status.onDidChange((state) => states.push(state));
    const { document } = await open(PAPER);
    answer = () => 'Download';
    const result = await ask();
    watch.dispose();
    assert.equal(result?.model, ID, told.join(' '));
    assert.ok(result.spans.length > 0);
    for (const span of result.spans) assert.equal(document.getText().slice(span.start, span.end), span.text);
    assert.equal(asked.length, 1, 'the offer is the one question');
    for (const state of ['downloading', 'busy'] as const) assert.ok(states.includes(state), states.join(' '));
    await statusIs('ready');

    hub.requests.length = 0;
    assert.ok(await ask());
    assert.deepEqual(hub.requests, [], 'an installed model needs no network');
  });

  it('a download shows progress in bytes, can be stopped, and resumes', async () => {
    hub.fail('cdn', { kind: 'stall', after: 20_000 });
    const steps: number[] = [];
    const watch = parts.downloads.onDidProgress((running) => {
      if (running?.progress.phase !== 'downloading') return;
      steps.push(running.progress.done);
      const weights = path.join(folder, ID, 'model.safetensors.partial');
      if (fs.existsSync(weights) && fs.statSync(weights).size === 20_000) parts.downloads.cancel(ID);
    });
    answer = () => 'Download';
    await vscode.commands.executeCommand('evidence.downloadModel');
    watch.dispose();
    assert.equal(await parts.models.store.find(ID), undefined);
    assert.deepEqual(told, [], 'stopping is no error');
    assert.ok(steps.length > 3 && Math.max(...steps) > 20_000);
    await statusIs('notInstalled');

    hub.heal();
    hub.requests.length = 0;
    await download();
    const ranges = hub.requests.filter(({ place }) => place === 'cdn').map(({ headers }) => headers.range);
    assert.deepEqual(ranges, ['bytes=20000-']);
    assert.match(told.at(-1)!, /acl-verbatim is installed and verified/);
    await statusIs('ready');
  });

  it('a failed download says why, and the next try works', async () => {
    hub.fail('cdn', { kind: 'corrupt' });
    answer = () => 'Download';
    await vscode.commands.executeCommand('evidence.downloadModel');
    assert.match(told.at(-1)!, /does not have the content that the hub announced/);
    assert.equal(await parts.models.store.find(ID), undefined);
    await download();
  });

  it('two requests for a model at once make one download', async () => {
    answer = () => 'Download';
    const both = [parts.downloads.get(ID, true), parts.downloads.get(ID, true)];
    const [a, b] = await Promise.all(both);
    assert.ok(a && b);
    assert.equal(hub.requests.filter(({ place }) => place === 'cdn').length, 1);
  });

  it('the count below a paper tells what is lit while the rest is still read', async () => {
    await download();
    await open(LONG_PAPER, 'plaintext');
    const texts = new Set<string>();
    const watch = parts.papers.onDidChange(() => texts.add(parts.passageCount.text));
    await ask();
    watch.dispose();
    const counted = [...texts].filter((text) => /^\d+ (of \d+ )?passages?, \d+ of \d+ parts$/.test(text));
    assert.ok(counted.length > 0, [...texts].join('; '));
    assert.match(parts.passageCount.text, /passages?$/);
  });

  it('a killed process fails one question, and the model answers again', async () => {
    await download();
    const editor = await open(LONG_PAPER, 'plaintext');
    const running = parts.asker.ask(
      { document: editor.document, question: QUESTION, model: ID },
      ({ scored }) => scored === 1 && process.kill(parts.client.processId!, 'SIGKILL'),
      new AbortController().signal,
    );
    await assert.rejects(running, /ended unexpectedly/);
    await statusIs('failed');
    await open(PAPER);
    // What went wrong with one paper is not said of the next.
    await statusIs('ready');
    assert.equal((await ask())?.model, ID);
    await statusIs('ready');
  });

  it('each question can use another engine', async () => {
    await download();
    await open(PAPER);
    const full = await ask();
    await set('model', 'keyword');
    const keyword = await ask();
    await set('model', ID);
    const again = await ask();
    assert.equal(keyword?.model, 'keyword');
    assert.deepEqual(again?.spans, full?.spans);
    assert.notDeepEqual(keyword.spans, full?.spans);
  });

  it('removing a model in use stops the question, and the model is offered again', async () => {
    await download();
    const { document } = await open(LONG_PAPER, 'plaintext');
    let removed: Thenable<unknown> | undefined;
    answer = ({ labels }) => (labels.includes('Remove') ? 'Remove' : undefined);
    const stopped = await parts.asker.ask(
      { document, question: QUESTION, model: ID },
      ({ scored }) => {
        if (scored > 0) removed ??= vscode.commands.executeCommand('evidence.removeModel', ID);
      },
      new AbortController().signal,
    );
    await removed;
    assert.equal(stopped.state, 'cancelled');
    assert.deepEqual(
      fs.readdirSync(folder).filter((name) => !name.startsWith('.')),
      [],
    );
    await statusIs('notInstalled');
    await ask();
    assert.match(asked.at(-1)!.message, /is not installed/);
  });

  it('a model with a changed file is not used, the reader is told, and the wrong file is downloaded again', async () => {
    await download();
    const { document } = await open(PAPER);
    const before = await ask();
    const weights = path.join(folder, ID, 'model.safetensors');
    const bytes = fs.readFileSync(weights);
    bytes[bytes.length - 9] = bytes[bytes.length - 9]! ^ 0x40;
    fs.writeFileSync(weights, bytes);
    hub.requests.length = 0;
    const repaired = await ask();
    assert.match(asked.at(-1)!.message, /damaged \(model\.safetensors has changed/);
    assert.deepEqual(repaired?.spans, before?.spans);
    assert.equal(hub.requests.filter(({ place }) => place === 'resolve').length, 1, 'only the damaged file is fetched');
    assert.equal(parts.papers.paper(document.uri).current!.answer.state, 'complete');
  });

  it('Check Model tests the files, the example of the model card, and the speed', async () => {
    await download();
    const message = await vscode.commands.executeCommand<string>('evidence.checkModel');
    assert.match(
      message,
      /^acl-verbatim: The model card prints 0\.93 and 0\.87, but this model gives 0\.\d\d and 0\.\d\d/,
    );
    assert.match(message, /Loaded in \d+\.\d s, \d+ tokens per second\.$/);
    fs.truncateSync(path.join(folder, ID, 'tokenizer.json'), 100);
    const damaged = await vscode.commands.executeCommand<string>('evidence.checkModel');
    assert.match(damaged, /damaged \(tokenizer\.json has changed/);
  });

  it('precisions are compared once after the first answer, and the result is kept with the model and used', async () => {
    await download();
    await set('precision', 'auto');
    await open(PAPER);
    assert.ok(await ask());
    const comparisons = (): string[] =>
      (fs.readdirSync(path.join(folder, ID, 'prepared'), { recursive: true }) as string[]).filter((name) =>
        name.endsWith('.comparison.json'),
      );
    await until(() => fs.existsSync(path.join(folder, ID, 'prepared')) && comparisons().length === 1);
    const file = path.join(folder, ID, 'prepared', comparisons()[0]!);
    const { sameSide, accepted } = JSON.parse(fs.readFileSync(file, 'utf8')) as { sameSide: number; accepted: boolean };
    assert.equal(accepted, sameSide >= 0.98);
    const written = fs.statSync(file).mtimeMs;
    assert.ok(await ask());
    const message = await vscode.commands.executeCommand<string>('evidence.checkModel');
    assert.match(message, /With 8 bits \d+\.\d % of \d+ characters are on the same side/);
    assert.match(message, accepted ? /8 bits are used\.$/ : /floats are used\.$/);
    assert.ok(fs.statSync(file).mtimeMs > written, 'Check Model compares anew');
  });

  it('the device is measured after the first answer, and the status item and Check Model say what a model runs on', async () => {
    await download();
    await set('device', 'auto');
    await open(PAPER);
    assert.ok(await ask());
    // With a graphics card or without one: the machine decides.
    await until(() => /^Runs on the (processor|graphics card)/.test(parts.status.detail), parts.status.onDidChange);
    const kept = (): string[] =>
      (fs.readdirSync(path.join(folder, ID, 'prepared'), { recursive: true }) as string[]).filter((name) =>
        name.endsWith('gpu.json'),
      );
    assert.equal(kept().length, 1);
    const file = path.join(folder, ID, 'prepared', kept()[0]!);
    const written = fs.statSync(file).mtimeMs;
    const result = await ask();
    assert.ok(result && result.spans.length > 0);
    assert.equal(fs.statSync(file).mtimeMs, written, 'it is not measured again by itself');
    const message = await vscode.commands.executeCommand<string>('evidence.checkModel');
    assert.match(message, / Runs on the (processor|graphics card)/);
    assert.ok(message.endsWith(parts.status.detail), `${message} | ${parts.status.detail}`);
    assert.ok(fs.statSync(file).mtimeMs > written, 'Check Model tries it again');
    await set('device', 'cpu');
    assert.ok(await ask());
    assert.equal(parts.status.detail, 'finds the evidence');
  });

  it('the reader’s own folder answers from where it is, and nothing is written to it', async () => {
    const before = fs.readdirSync(TINY);
    await vscode.commands.executeCommand('evidence.useModelFolder', TINY);
    assert.equal(vscode.workspace.getConfiguration('evidence').get('model'), TINY);
    await open(PAPER);
    const result = await ask();
    assert.equal(result?.model, TINY);
    assert.ok(result.spans.length > 0);
    assert.deepEqual(fs.readdirSync(TINY), before);
    await vscode.commands.executeCommand('evidence.useModelFolder', path.join(folder, 'nothing'));
    assert.match(told.at(-1)!, /not a model folder because it has no config\.json/);
  });
});

function tiny(): FakeRepository {
  const names = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'];
  const files = names.map((name) => ({
    name,
    content: fs.readFileSync(path.join(TINY, name)),
    large: name === 'model.safetensors',
  }));
  return { commit: 'c'.repeat(40), license: 'apache-2.0', files };
}

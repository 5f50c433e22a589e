import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { removeFolder } from '../../removeFolder';
import type { HighlightResult } from '../../../src/core/answers/result';
import type { LibraryAnswer } from '../../../src/core/library/libraryAnswer';
import { TokenClassifier } from '../../../src/inference/onnx/classifier';
import { FakeInferenceServer } from '../../fakes/inferenceServer';
import { api, LOW, open, PAPER, QUESTION, reset, set, TINY, until, type Parts } from './support';

describe('a server that runs the model', () => {
  let parts: Parts;
  let folder: string;
  let classifier: TokenClassifier;
  let server: FakeInferenceServer;
  let host: string;
  let asked: { readonly message: string; readonly detail: string }[];
  let told: { readonly message: string; readonly labels: readonly string[] }[];
  let answer: string | undefined;
  let press: string | undefined;
  const original: Record<string, unknown> = {};

  before(async () => {
    ({ parts } = await api());
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'evidence-server-'));
    classifier = await TokenClassifier.load({
      ...{ kind: 'onnx', folder: TINY, preparedFolder: folder, precision: 'fp32', threads: 1 },
    });
    Object.assign(original, { choose: parts.prompts.choose, tell: parts.prompts.tell });
    Object.assign(parts.prompts, {
      choose: (message: string, detail: string) => {
        asked.push({ message, detail });
        return Promise.resolve(answer);
      },
      tell: (_kind: string, message: string, ...labels: string[]) => {
        told.push({ message, labels });
        return Promise.resolve(press);
      },
    });
  });
  after(async () => {
    Object.assign(parts.prompts, original);
    await classifier.dispose();
    removeFolder(folder);
  });
  beforeEach(async () => {
    const { labels } = classifier;
    const inputs = { input_ids: [-1, -1], attention_mask: [-1, -1] };
    server = await FakeInferenceServer.start({ name: 'tiny', labels, inputs, run: (batch) => classifier.run(batch) });
    host = new URL(server.url).host;
    [asked, told, answer, press] = [[], [], undefined, undefined];
    await set({ threshold: LOW, model: TINY, 'server.url': server.url, 'server.model': 'tiny', precision: 'fp32' });
    parts.models.server.useAgain();
  });
  afterEach(async () => {
    await set({ 'server.url': undefined, 'server.model': undefined });
    await reset();
    await server.stop();
  });

  const ask = (): Thenable<HighlightResult | undefined> =>
    vscode.commands.executeCommand('evidence.highlight', { question: QUESTION });
  const statusHas = (words: RegExp): Promise<void> =>
    until(() => words.test(parts.status.text), parts.status.onDidChange);

  it('nothing is sent before the reader agrees, which is asked once, and the answer says where it is from', async () => {
    await open(PAPER);
    assert.equal(await ask(), undefined);
    assert.deepEqual(server.requests, []);
    assert.equal(asked.length, 1);
    assert.match(asked[0]!.message, /^Send papers to http:\/\/127\.0\.0\.1:\d+\?$/);
    assert.match(asked[0]!.detail, /leave this machine as token ids, from which the text can be restored/);

    answer = `Send to ${host}`;
    const result = await ask();
    assert.equal(result?.model, `server:${host}/${TINY}`);
    assert.ok(result.spans.length > 0);
    assert.ok(server.infers.length > 0);
    assert.ok(await ask());
    assert.equal(asked.length, 2);
    await statusHas(new RegExp(`single on ${host}: ready`));

    await set({ 'server.url': undefined });
    const here = await ask();
    const places = (of: HighlightResult | undefined): unknown => of?.spans.map(({ start, end }) => ({ start, end }));
    assert.deepEqual(places(result), places(here));
    await statusHas(/^single: ready/);
  });

  it('a reader who wants no server gets the answer from this machine, and is not asked again in this window', async () => {
    await open(PAPER);
    answer = 'Answer on This Machine';
    assert.equal((await ask())?.model, TINY);
    assert.equal((await ask())?.model, TINY);
    assert.equal(asked.length, 1);
    assert.deepEqual(server.requests, []);
    await statusHas(/^single: ready/);
  });

  it('when the server fails, this machine answers only if the reader says so', async () => {
    await open(PAPER);
    answer = `Send to ${host}`;
    server.fail('infer', { kind: 'status', status: 500 }, 20);
    assert.equal(await ask(), undefined);
    assert.match(told[0]!.message, /refuses to run the model 'tiny' \(status 500\)/);
    assert.deepEqual(told[0]!.labels, ['Answer on This Machine', 'Try Again']);
    await statusHas(/failed$/);
    press = 'Answer on This Machine';
    assert.equal((await ask())?.model, TINY);
    await statusHas(/^single: ready/);
  });

  it('all papers of a folder share requests, so that a question to them costs fewer with a larger batch', async () => {
    const root = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'served');
    const papers = Array.from({ length: 6 }, (_, at) => vscode.Uri.joinPath(root, `${at}.md`));
    for (const [at, uri] of papers.entries()) {
      const text = PAPER.replace('forty volunteers', `forty xylophonists of choir ${at}`);
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    }
    try {
      answer = `Send to ${host}`;
      const requests: number[] = [];
      for (const batch of [1, 32]) {
        server.requests.length = 0;
        await set({ 'server.batch': batch, 'server.requests': 1 });
        const found = await vscode.commands.executeCommand<LibraryAnswer | undefined>('evidence.askAllPapers', {
          question: 'Were the recordings collected from xylophonists?',
        });
        assert.equal(found?.state, 'complete');
        assert.ok(found.papers.size >= papers.length);
        requests.push(server.infers.length);
        const windows = server.infers.reduce((sum, { sequences }) => sum + sequences, 0);
        assert.ok(windows >= papers.length);
        if (batch === 1) assert.equal(server.infers.length, windows);
      }
      assert.ok(requests[1]! < requests[0]!, requests.join(' '));
    } finally {
      await set({ 'server.batch': undefined, 'server.requests': undefined });
      await vscode.workspace.fs.delete(root, { recursive: true });
    }
  }).timeout(120_000);

  it('keyword matching never goes to the server', async () => {
    await open(PAPER);
    await set({ model: 'keyword' });
    assert.equal((await ask())?.model, 'keyword');
    assert.deepEqual(asked, []);
    assert.deepEqual(server.requests, []);
  });
});

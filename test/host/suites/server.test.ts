import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { removeFolder } from '../../removeFolder';
import type { HighlightResult } from '../../../src/core/answers/result';
import type { Comparison } from '../../../src/core/compare/comparison';
import type { LibraryAnswer } from '../../../src/core/library/libraryAnswer';
import { TokenClassifier } from '../../../src/inference/onnx/classifier';
import { FakeInferenceServer } from '../../fakes/inferenceServer';
import { api, LOW, open, PAPER, QUESTION, reset, set, show, TINY, until, type Parts } from './support';

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

  describe('where it fails, this machine is offered', () => {
    const HERE = 'Answer on This Machine';
    const name = 'offered.md';
    let uri: vscode.Uri;
    beforeEach(async () => {
      uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name);
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(PAPER));
      await show(uri);
      answer = `Send to ${host}`;
    });
    afterEach(async () => await vscode.workspace.fs.delete(uri));

    const breakServer = (): void => server.fail('infer', { kind: 'status', status: 500 }, 200);
    /** Runs a command while the server fails: first the reader takes nothing, then this machine. */
    async function offered<T>(run: () => Thenable<T | undefined>): Promise<T> {
      breakServer();
      assert.equal(await run(), undefined);
      assert.deepEqual(told[0]!.labels, [HERE, 'Try Again']);
      assert.match(told[0]!.message, /refuses to run the model 'tiny' \(status 500\)/);
      press = HERE;
      const found = await run();
      assert.ok(found);
      assert.deepEqual(told.length, 2);
      return found;
    }

    it('by Ask All Papers', async () => {
      const found = await offered(() =>
        vscode.commands.executeCommand<LibraryAnswer | undefined>('evidence.askAllPapers', { question: QUESTION }),
      );
      assert.equal(found.state, 'complete');
      assert.equal(parts.libraryView.description, 'single');
    }).timeout(120_000);

    it('by Compare Papers', async () => {
      const { papers, source } = await offered(() =>
        vscode.commands.executeCommand<Comparison | undefined>('evidence.compare', { questions: [QUESTION] }),
      );
      assert.ok(papers.some(({ address }) => address.endsWith(name)));
      assert.deepEqual(source, { kind: 'engine', model: TINY });
    }).timeout(120_000);

    it('by Ask a List of Questions', async () => {
      const list = vscode.Uri.joinPath(uri, '..', 'own.checklist.md');
      await vscode.workspace.fs.writeFile(list, new TextEncoder().encode(`# Mine\n\n- ${QUESTION}\n`));
      try {
        const report = await offered(() =>
          vscode.commands.executeCommand<string | undefined>('evidence.askList', {
            list: list.toString(),
            uri: uri.toString(),
          }),
        );
        assert.match(report, /asked \S+ by single · /);
      } finally {
        await vscode.workspace.fs.delete(list);
      }
    });

    it('an agent only hears of it', async () => {
      breakServer();
      const input = { question: QUESTION, file: name };
      const found = (): Promise<unknown> =>
        Promise.resolve(vscode.lm.invokeTool('find_evidence', { input, toolInvocationToken: undefined }));
      await assert.rejects(
        found,
        /status 500.* Ask the user to run Highlight evidence, which offers to answer on this machine/,
      );
      assert.deepEqual(told, []);
    });
  });

  it('whatever lists an answer names the server it is from', async () => {
    const by = `single on ${host}`;
    answer = `Send to ${host}`;
    const root = vscode.workspace.workspaceFolders![0]!.uri;
    const [paper, list] = ['named.md', 'own.checklist.md'].map((file) => vscode.Uri.joinPath(root, file)) as [
      vscode.Uri,
      vscode.Uri,
    ];
    await vscode.workspace.fs.writeFile(paper, new TextEncoder().encode(PAPER));
    await vscode.workspace.fs.writeFile(list, new TextEncoder().encode(`# Mine\n\n- ${QUESTION}\n`));
    try {
      await show(paper);
      await vscode.commands.executeCommand('evidence.askAllPapers', { question: QUESTION });
      assert.equal(parts.libraryView.description, by);
      await vscode.commands.executeCommand('evidence.compare', { questions: [QUESTION] });
      assert.match(parts.comparisonView.html!, new RegExp(`By ${by}\\.`));
      const report = await vscode.commands.executeCommand<string>('evidence.askList', {
        list: list.toString(),
        uri: paper.toString(),
      });
      assert.match(report, new RegExp(`asked \\S+ by ${by.replace(':', '\\\\:')} · `));
    } finally {
      for (const uri of [paper, list]) await vscode.workspace.fs.delete(uri);
    }
  }).timeout(120_000);

  it('the MCP server that the editor starts asks the server too, once the reader has agreed', async () => {
    const [offered] = parts.mcpServer.provideMcpServerDefinitions();
    assert.equal(offered!.args.includes('--server'), false);
    await assert.rejects(parts.mcpServer.resolveMcpServerDefinition(offered!), /nothing may be sent/);
    answer = `Send to ${host}`;
    const { args } = await parts.mcpServer.resolveMcpServerDefinition(offered!);
    assert.equal(args[args.indexOf('--server') + 1], server.url);
    assert.equal(args[args.indexOf('--server-model') + 1], 'tiny');
    assert.deepEqual(server.requests, []);
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

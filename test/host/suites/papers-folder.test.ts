import * as assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import * as vscode from 'vscode';
import type { HighlightResult } from '../../../src/core/answers/result';
import type { LibraryAnswer } from '../../../src/core/library/libraryAnswer';
import type { FoundPaperItem } from '../../../src/features/library/items';
import { api, indexed, listen, LOW, PAPER, QUESTION, reset, set, TINY, until, type Parts } from './support';

const FOLDER = 'library';
const OTHER = PAPER.replace('# On running', '# On walking')
  .replaceAll('recordings', 'notes')
  .replaceAll('Recordings', 'Notes');

describe('Ask All Papers', () => {
  let parts: Parts;
  let root: vscode.Uri;
  before(async () => {
    ({ parts } = await api());
    root = vscode.workspace.workspaceFolders![0]!.uri;
  });
  beforeEach(async () => {
    await write('runs/paper.md', PAPER);
    await write('walks/paper.md', OTHER);
    await write('weather.md', '# Weather\n\nRain and wind, and nothing else.\n');
  });
  afterEach(async () => {
    await reset();
    const settings = vscode.workspace.getConfiguration('evidence');
    for (const id of ['papers.include', 'papers.exclude', 'papers.rerank']) {
      await settings.update(id, undefined, vscode.ConfigurationTarget.Global);
    }
    await vscode.workspace.fs.delete(at(''), { recursive: true });
  });

  const at = (name: string): vscode.Uri => vscode.Uri.joinPath(root, FOLDER, name);
  const write = (name: string, content: string): Thenable<void> =>
    vscode.workspace.fs.writeFile(at(name), new TextEncoder().encode(content));
  const ask = (question: string): Thenable<LibraryAnswer | undefined> =>
    vscode.commands.executeCommand('evidence.askAllPapers', { question });
  // The suite's copy of the class is not the extension's, so `instanceof` would be false.
  const rows = (): FoundPaperItem[] => parts.libraryView.getChildren() as FoundPaperItem[];
  const files = (): string[] => rows().map(({ description }) => String(description));

  it('each paper is sent once, however many of its parts are read', async () => {
    const chapter = (name: string): string =>
      `## ${name}\n\n${'The recordings were made at dawn, in the field. '.repeat(90)}\n\n`;
    await write('long.md', `# On long things\n\n${['One', 'Two', 'Three', 'Four'].map(chapter).join('')}`);
    const { client } = parts;
    const sent: string[] = [];
    const { ask: before } = client;
    client.ask = (input, handlers) => {
      sent.push(input.text);
      return before.call(client, input, handlers);
    };
    try {
      const answer = await ask(QUESTION);
      const long = sent.filter((text) => text.startsWith('# On long things'));
      assert.equal(long.length, 1);
      assert.equal(new Set(sent).size, sent.length);
      assert.ok(answer!.total > sent.length, 'some paper has several parts to read');
      assert.equal(answer!.read, answer!.total);
    } finally {
      client.ask = before;
    }
  });

  it('an exported report is no paper, and asking it says so', async () => {
    const report = at('runs/paper.evidence.md');
    await vscode.commands.executeCommand('vscode.open', at('runs/paper.md'), { preview: false });
    await vscode.commands.executeCommand('evidence.highlight', { question: QUESTION });
    await vscode.commands.executeCommand('evidence.export', { format: 'markdown', to: report.toString() });
    await ask(QUESTION);
    assert.ok(files().includes(`${FOLDER}/runs/paper.md`));
    assert.ok(!files().includes(`${FOLDER}/runs/paper.evidence.md`), files().join('\n'));
    // A paper that becomes a report leaves the index.
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(report));
    await write('walks/paper.md', text);
    await ask('What was done with the notes?');
    assert.ok(!files().some((file) => file.includes('walks/paper')), files().join('\n'));
    assert.equal(
      await vscode.commands.executeCommand('evidence.highlight', { question: QUESTION, uri: report }),
      undefined,
      'a report is not asked',
    );
    assert.equal(parts.papers.paper(report).questions.length, 0);
  });

  it('an answer is kept for the next session, with what was searched', async () => {
    const answer = await ask(QUESTION);
    const kept = await parts.answerFile.read();
    assert.equal(kept?.question, QUESTION);
    assert.equal(kept.searched, answer!.searched);
    assert.ok(kept.searched >= 3);
    const view = parts.settings.view(root);
    const found = (of: LibraryAnswer): unknown =>
      of.found(() => view).map(({ address, passages }) => [address, passages.map(({ text, score }) => [text, score])]);
    assert.deepEqual(found(kept), found(answer!));
  });

  it('papers are listed by their best passage, and two papers with the same name show their folders', async () => {
    const { askAllPapers, libraryView } = parts;
    const said: string[] = [];
    const listening = askAllPapers.onDidChange(() => said.push(libraryView.message ?? ''));
    const answer = await ask(QUESTION);
    listening.dispose();
    assert.ok(
      said.some((message) => message.includes(QUESTION) && /\d+ of \d+ parts/.test(message)),
      said.join('\n'),
    );
    assert.equal(answer?.state, 'complete');
    assert.equal(answer.read, answer.total);
    const inFolder = files().filter((file) => file.startsWith(FOLDER));
    assert.equal(inFolder[0], `${FOLDER}/runs/paper.md`);
    assert.ok(inFolder.includes(`${FOLDER}/walks/paper.md`));
    assert.ok(!inFolder.includes(`${FOLDER}/weather.md`));
    const [first] = rows();
    assert.match(first!.label as string, /^\d\.\d\d · On running$/);
    const scores = rows().map(({ paper }) => paper.passages[0]!.score);
    assert.deepEqual(
      scores,
      [...scores].sort((a, b) => b - a),
    );
    assert.match(parts.libraryView.message!, /papers with passages at 0\.20 or above: \d of \d/);
    const passages = parts.libraryView.getChildren(first);
    assert.match(passages[0]!.label as string, /^\d\.\d\d · line 7 · The recordings were collected/);
    assert.match(passages[0]!.accessibilityInformation!.label, /^Score \d\.\d\d, line 7/);
  });

  it('Enter opens the paper at the passage and asks the same question there', async () => {
    await ask(QUESTION);
    const [first] = rows();
    const { command, arguments: args } = first!.command!;
    await vscode.commands.executeCommand(command, ...(args as unknown[]));
    const editor = vscode.window.activeTextEditor!;
    assert.equal(editor.document.uri.toString(), at('runs/paper.md').toString());
    assert.equal(editor.selection.active.line, 6);
    assert.equal(parts.papers.paper(editor.document.uri).current!.answer.question, QUESTION);
    assert.equal(parts.papers.placement(editor.document).passages.length, 1);
  });

  it('files that .gitignore or the settings exclude are left out', async () => {
    await write('.gitignore', 'walks/\n');
    await write('node_modules/pack/paper.md', PAPER);
    await write('runs/notes.txt', PAPER);
    await ask(QUESTION);
    const isListed = (name: string): boolean => files().includes(`${FOLDER}/${name}`);
    assert.ok(isListed('runs/paper.md'));
    for (const name of ['walks/paper.md', 'node_modules/pack/paper.md', 'runs/notes.txt'])
      assert.ok(!isListed(name), name);
    const settings = vscode.workspace.getConfiguration('evidence');
    await settings.update('papers.include', ['**/*.txt'], vscode.ConfigurationTarget.Global);
    await ask(QUESTION);
    assert.deepEqual(files(), [`${FOLDER}/runs/notes.txt`]);
  });

  it('the index follows written, changed and deleted files while nobody asks', async () => {
    await ask(QUESTION);
    await write('new.md', '# New\n\nA xylophone plays.\n');
    await indexed(parts, 'xylophone', [at('new.md')]);
    await write('new.md', '# New\n\nA marimba plays, many times over.\n');
    await indexed(parts, 'xylophone', []);
    await indexed(parts, 'marimba', [at('new.md')]);
    await vscode.workspace.fs.delete(at('new.md'));
    await indexed(parts, 'marimba', []);
  });

  it('a deleted paper leaves nothing behind, and its row says that it is gone', async () => {
    await ask(QUESTION);
    const [first] = rows();
    await vscode.workspace.fs.delete(at('runs'), { recursive: true });
    const { command, arguments: args } = first!.command!;
    await vscode.commands.executeCommand(command, ...(args as unknown[]));
    await ask(QUESTION);
    assert.ok(!files().includes(`${FOLDER}/runs/paper.md`));
    assert.ok(files().includes(`${FOLDER}/walks/paper.md`));
  });

  it('unsaved changes are read', async () => {
    const editor = await vscode.window.showTextDocument(at('runs/paper.md'));
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'A line of mine.\n\n'));
    await ask(QUESTION);
    const found = rows().find(({ description }) => description === `${FOLDER}/runs/paper.md`);
    const [passage] = found!.paper.passages;
    assert.equal(editor.document.getText().slice(passage!.start, passage!.end), passage!.text);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('a higher threshold removes rows without asking again', async () => {
    const answer = await ask(QUESTION);
    const settings = vscode.workspace.getConfiguration('evidence');
    await settings.update('threshold', 1, vscode.ConfigurationTarget.Global);
    await until(() => rows().length === 0, parts.libraryView.onDidChangeTreeData);
    assert.match(parts.libraryView.message!, /Nothing above 1\.00\. The best passage has 0\.\d\d\./);
    assert.equal(parts.askAllPapers.current, answer);
  });

  it('the chosen full model reads the best chunks as it reads a single paper', async () => {
    await set({ model: TINY, precision: 'fp32', threshold: LOW });
    const answer = await ask(QUESTION);
    assert.deepEqual([answer?.state, answer?.model], ['complete', TINY]);
    assert.equal(answer!.read, answer!.total);
    const uri = at('runs/paper.md');
    const found = rows().find(({ paper }) => paper.address === uri.toString());
    const spans = found!.paper.passages.map(({ start, end, score, text }) => ({ start, end, score, text }));
    const alone = await vscode.commands.executeCommand<HighlightResult>('evidence.highlight', {
      uri: uri.toString(),
      question: QUESTION,
    });
    assert.equal(alone.model, TINY);
    assert.ok(alone.spans.length > 0);
    assert.deepEqual(
      spans.sort((a, b) => a.start - b.start),
      alone.spans.map(({ start, end, score, text }) => ({ start, end, score, text })),
    );
  });

  it('the setting rerank limits what the engine reads', async () => {
    const settings = vscode.workspace.getConfiguration('evidence');
    await settings.update('papers.rerank', 1, vscode.ConfigurationTarget.Global);
    const answer = await ask(QUESTION);
    assert.equal(answer?.total, 1);
    assert.equal(rows().length, 1);
  });

  it('a new question stops the one before, and empty and endless questions are refused', async () => {
    const [first, second] = await Promise.all([ask(QUESTION), ask('wind and rain')]);
    assert.equal(first?.state, 'cancelled');
    assert.equal(second?.state, 'complete');
    assert.equal(parts.askAllPapers.current, second);
    assert.equal(await ask(' '), undefined);
    assert.equal(await ask('x'.repeat(10_001)), undefined);
    assert.equal(parts.askAllPapers.current, second);
    const none = await ask('xylophone');
    assert.equal(none?.state, 'complete');
    assert.match(parts.libraryView.message!, /Nothing found: no paper has the words/);
    none.best = () => 0.004;
    const settings = vscode.workspace.getConfiguration('evidence');
    await settings.update('threshold', 0.3, vscode.ConfigurationTarget.Global);
    await until(() => parts.libraryView.message!.includes('Nothing found: no passage scores above 0.00'));
    await settings.update('threshold', undefined, vscode.ConfigurationTarget.Global);
  });

  it('an indexing that is cut by another question keeps what it has, and no paper is indexed twice', async () => {
    const { indexProcess } = parts;
    const sent: string[] = [];
    const { put } = indexProcess;
    indexProcess.put = (paper, ...rest) => {
      sent.push(paper.address);
      return put.call(indexProcess, paper, ...rest);
    };
    try {
      const names = Array.from({ length: 20 }, (_, index) => `many/paper-${index}.md`);
      await Promise.all(names.map((name) => write(name, `${PAPER}\nA xylophone plays in ${name}.\n`)));
      const first = ask(QUESTION);
      await until(() => sent.length >= 3);
      const second = await ask('Where is a xylophone?');
      assert.equal((await first)?.state, 'cancelled');
      assert.equal(second?.state, 'complete');
      assert.deepEqual([...second.papers.keys()].sort(), names.map((name) => at(name).toString()).sort());
      assert.deepEqual(sent, [...new Set(sent)]);
    } finally {
      indexProcess.put = put;
    }
  });

  it('papers that have changed leave the index together before they are indexed anew', async () => {
    await ask(QUESTION);
    const { indexProcess } = parts;
    const removed: (readonly string[])[] = [];
    const { remove } = indexProcess;
    indexProcess.remove = (addresses) => {
      removed.push(addresses);
      return remove.call(indexProcess, addresses);
    };
    try {
      await Promise.all(['runs', 'walks'].map((name) => write(`${name}/paper.md`, `${PAPER}\nA xylophone plays.\n`)));
      const answer = await ask('Where is a xylophone?');
      assert.deepEqual(
        removed.map((addresses) => [...addresses].sort()),
        [[at('runs/paper.md').toString(), at('walks/paper.md').toString()]],
      );
      assert.equal(answer?.papers.size, 2);
    } finally {
      indexProcess.remove = remove;
    }
  });

  it('when the disk is full, the papers that are in the index are still searched, and the others are counted', async function () {
    if (spawnSync('prlimit', ['--version']).status !== 0) {
      console.log('A full disk skipped: it needs prlimit (Linux).');
      return this.skip();
    }
    const limitFiles = (bytes: string): Buffer =>
      execFileSync('prlimit', ['--pid', String(parts.indexProcess.processId), `--fsize=${bytes}:unlimited`]);
    await ask(QUESTION);
    // Less than the index has already, so that it cannot change at all.
    limitFiles('4096');
    await write('new.md', '# New\n\nA xylophone plays.\n');
    const answer = await ask(QUESTION);
    assert.equal(answer?.state, 'complete');
    assert.equal(answer.leftOut, 1);
    assert.ok(files().includes(`${FOLDER}/runs/paper.md`));
    assert.match(parts.libraryView.message!, /Papers left out, as there is no room for them: 1\./);
    limitFiles('unlimited');
    await ask('Where is a xylophone?');
    assert.ok(files().includes(`${FOLDER}/new.md`), files().join('\n'));
  });

  it('a killed index process costs only time', async () => {
    await ask(QUESTION);
    const pid = parts.indexProcess.processId;
    assert.ok(pid);
    process.kill(pid, 'SIGKILL');
    await until(() => !parts.indexProcess.isOpen);
    const answer = await ask(QUESTION);
    assert.equal(answer?.state, 'complete');
    assert.ok(files().includes(`${FOLDER}/runs/paper.md`));
    assert.notEqual(parts.indexProcess.processId, pid);
  });

  it('an index process that is killed again and again is started once more when the reader wants it', async () => {
    const { indexProcess, askAllPapers } = parts;
    const told = listen(parts);
    try {
      // Crashes of earlier tests count too.
      for (let kills = 0; told.messages.length === 0; kills++) {
        assert.ok(kills <= 3, 'after three crashes the reader is asked');
        await ask(QUESTION);
        if (indexProcess.processId === undefined) continue;
        process.kill(indexProcess.processId, 'SIGKILL');
        await until(() => !indexProcess.isOpen);
      }
      assert.match(told.messages[0]!, /^The process that holds the index of papers .* three times/);
      assert.equal(askAllPapers.current?.state, 'failed');
      told.press = 'Try Again';
      await ask(QUESTION);
      await until(() => askAllPapers.current?.state === 'complete', askAllPapers.onDidChange);
      assert.ok(files().includes(`${FOLDER}/runs/paper.md`));
    } finally {
      told.stop();
    }
  });
});

import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import * as vscode from 'vscode';
import { removeFolder } from '../../removeFolder';
import { api, close, forget, listen, PAPER, QUESTION, reset, show, until, type Parts, type Told } from './support';

const OTHER = 'Did rain fall?';

/** What a reader is told about saved questions: when they cannot be read or written, and when they are forgotten. */
describe('the store of questions', () => {
  let parts: Parts;
  let told: Told;
  let uri: vscode.Uri;
  const fileOf = (name: string): vscode.Uri =>
    vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'stored', name);
  const ask = (question: string): Thenable<unknown> =>
    vscode.commands.executeCommand('evidence.highlight', { question });
  const asked = (): string[] => parts.papers.paper(uri).questions.map(({ answer }) => answer.question);

  before(async () => {
    ({ parts } = await api());
  });
  beforeEach(async () => {
    told = listen(parts);
    uri = fileOf('paper.md');
    await vscode.workspace.fs.writeFile(uri, Buffer.from(PAPER));
    await show(uri);
    await ask(QUESTION);
  });
  afterEach(async () => {
    told.stop();
    await forget(parts, uri);
    await reset();
    await vscode.workspace.fs.delete(fileOf(''), { recursive: true });
  });

  /** Closes the paper, changes its stored record, and opens it again. */
  async function reopenWith(change: (bytes: Buffer) => Buffer): Promise<string> {
    const file = parts.persistence.store.fileOf(uri.toString());
    await close();
    await parts.persistence.flush();
    await until(() => asked().length === 0);
    fs.writeFileSync(file, change(fs.readFileSync(file)));
    await show(uri);
    await until(() => told.messages.length > 0);
    return file;
  }

  async function isOfUseAgain(file: string, aside: string): Promise<void> {
    assert.ok(fs.existsSync(aside), 'what could not be read is still there');
    assert.deepEqual(asked(), []);
    await ask(OTHER);
    await parts.persistence.flush();
    assert.deepEqual((await parts.persistence.store.read(uri.toString())).record?.questions.length, 1);
    assert.ok(fs.existsSync(file));
    assert.equal(told.messages.length, 1, told.messages.join(' '));
  }

  it('a record that cannot be read is set aside, the reader is told once, and new questions are kept', async () => {
    const file = await reopenWith((bytes) => bytes.subarray(0, bytes.length / 2));
    const aside = `${file}.corrupt`;
    assert.equal(
      told.messages[0],
      `The saved questions about stored/paper.md cannot be read, so they were moved to ${aside}: ask again.`,
    );
    await isOfUseAgain(file, aside);
  });

  it('a record of a later version is left alone, the reader is told what to do, and new questions are kept', async () => {
    let later!: Buffer;
    const file = await reopenWith((bytes) => {
      const text = gunzipSync(bytes).toString('latin1');
      later = gzipSync(Buffer.from(text.replace('"version":', '"version":9'), 'latin1'));
      return later;
    });
    assert.equal(
      told.messages[0],
      'The saved questions about stored/paper.md come from a later version of Evidence Lens: update the extension to see them again; new questions are saved with them.',
    );
    assert.deepEqual(asked(), []);
    await ask(OTHER);
    await parts.persistence.flush();
    assert.deepEqual(fs.readFileSync(file), later);
    await close();
    await parts.persistence.flush();
    await until(() => asked().length === 0);
    // Gives the record this program's version, as if the extension had been updated.
    fs.writeFileSync(
      file,
      gzipSync(Buffer.from(gunzipSync(later).toString('latin1').replace('"version":9', '"version":'), 'latin1')),
    );
    await show(uri);
    await until(() => asked().length === 2, parts.papers.onDidChange);
    assert.deepEqual(asked(), [OTHER, QUESTION]);
  });

  it('a folder that cannot be written is reported once, and questions last as long as the window', async () => {
    await parts.persistence.flush();
    const { folder } = parts.persistence.store;
    removeFolder(folder);
    // Permissions would not stop every user (such as root). A file in the folder's place stops everybody.
    fs.writeFileSync(folder, '');
    try {
      await ask(OTHER);
      await parts.persistence.flush();
      assert.equal(told.messages.length, 1);
      assert.match(
        told.messages[0]!,
        /^Questions cannot be saved \(.+\): they stay only until you close this window\.$/,
      );
      parts.papers.change(uri, (paper) => paper.setThreshold(0.3));
      await close();
      await parts.persistence.flush();
      const { document } = await show(uri);
      await parts.persistence.flush();
      assert.deepEqual(asked(), [OTHER, QUESTION]);
      assert.equal(parts.papers.paper(uri).lit.length, 1);
      assert.ok(parts.papers.placement(document).passages.length > 0);
      assert.equal(told.messages.length, 1, told.messages.join(' '));
    } finally {
      fs.rmSync(folder);
    }
    parts.papers.change(uri, (paper) => paper.setThreshold(0.4));
    await parts.persistence.flush();
    assert.equal((await parts.persistence.store.read(uri.toString())).record?.questions.length, 2);
  });

  it('forgetting a paper forgets the questions asked of it alone, and can be undone', async () => {
    const { state } = parts.persistence;
    // Other tests have asked the usual question of other papers.
    const own = 'Which volunteers sat in the quiet room?';
    await ask(own);
    parts.papers.change(uri, (paper) => paper.removeQuestion(parts.papers.paper(uri).questions[1]!.id));
    const second = fileOf('second.md');
    await vscode.workspace.fs.writeFile(second, Buffer.from(PAPER));
    await show(second);
    await ask(OTHER);
    await show(uri);
    await ask(OTHER);
    const rename = new vscode.WorkspaceEdit();
    const renamed = fileOf('renamed.md');
    rename.renameFile(uri, renamed);
    assert.ok(await vscode.workspace.applyEdit(rename));
    uri = renamed;
    await show(uri);
    await until(() => asked().length === 2, parts.papers.onDidChange);
    const earlier = (): readonly string[] => {
      const { here, others } = state.earlierAt(uri.toString());
      return [...here, ...others];
    };
    assert.deepEqual(state.earlierAt(uri.toString()).here.slice(0, 2), [OTHER, own]);

    await vscode.commands.executeCommand('evidence.forgetPaper');
    assert.deepEqual(told.messages, ['Questions about stored/renamed.md were forgotten: 2.']);
    assert.deepEqual(asked(), []);
    assert.ok(earlier().includes(OTHER), 'it was asked of another paper too');
    assert.ok(!earlier().includes(own));

    await ask(own);
    told.press = 'Undo';
    await vscode.commands.executeCommand('evidence.forgetPaper');
    assert.deepEqual(asked(), [own]);
    assert.ok(earlier().includes(own));
  });
});

/**
 * The entry of the tests inside an extension host, in code-server and in desktop VS Code. Runs every suite that was built beside it. It
 * writes the tally from inside, because from outside a crashed host looks like a good end.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import { ENGINE } from './suites/support';
import { writeTally } from './tally';

const TEST_MS = 30_000;

/**
 * Runs the suites.
 *
 * @throws Error when a test failed or there was none.
 */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: TEST_MS, reporter: 'spec', color: false });
  const { EVIDENCE_LENS_GREP: wanted } = process.env;
  if (wanted) mocha.grep(wanted);
  // The window decides which suites run: most need a single folder, a few a workspace of several.
  const suites = path.join(__dirname, vscode.workspace.workspaceFile ? 'folders' : 'suites');
  const names = fs.readdirSync(suites).filter((name) => name.endsWith('.test.js'));
  for (const name of names.sort()) mocha.addFile(path.join(suites, name));

  await vscode.workspace.getConfiguration('evidence').update('model', ENGINE, vscode.ConfigurationTarget.Global);

  const skipped: string[] = [];
  let passed = 0;
  const failed = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on('pass', () => passed++)
      .on('pending', (test) => skipped.push(test.fullTitle()));
  });
  const file = process.env['EVIDENCE_LENS_TALLY'];
  if (file) writeTally(file, { passed, failed, skipped });
  if (failed > 0) throw new Error(`${failed} tests failed.`);
  if (passed === 0 && !wanted) throw new Error('No test has run.');
}

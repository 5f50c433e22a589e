/**
 * Runs the suites of `suites/` inside the extension host of a real VS Code server, against the packaged extension, in one launch.
 *
 *   tsx test/host/run.ts TALLY
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { bundleSuites } from './bundle';
import { openLocalPage, type LocalPage } from './chromium';
import { crashes, startCodeServer } from './codeServer';
import { launchTests } from './launch';
import { ARTEFACTS, FAKE_MODELS, ROOT } from './paths';
import { writeTally, type Tally } from './tally';

/** What went wrong outside the suites; an empty list when nothing did. */
async function runInHost(tallyFile: string): Promise<string[]> {
  const tests = await bundleSuites();
  const server = await startCodeServer({
    withExtension: false,
    testDriver: true,
    others: [FAKE_MODELS],
    env: { EVIDENCE_LENS_TALLY: tallyFile },
  });
  let local: LocalPage | undefined;
  try {
    local = await openLocalPage();
    const workspace = path.join(server.folder, 'host');
    fs.cpSync(path.join(ROOT, 'samples'), workspace, { recursive: true });
    const code = await launchTests(server, local, { tests, workspace, print: console.log });
    const problems = crashes(server.output()).map((line) => `${line} The results are not to be believed.`);
    if (code !== 0) problems.push(typeof code === 'string' ? code : `The editor reported exit code ${code}.`);
    return problems;
  } finally {
    fs.mkdirSync(ARTEFACTS, { recursive: true });
    await local?.page.screenshot({ path: path.join(ARTEFACTS, 'host-end.png') }).catch(() => undefined);
    fs.writeFileSync(path.join(ARTEFACTS, 'host-server.log'), server.output());
    await local?.close();
    await server.stop();
  }
}

async function main(tallyFile: string): Promise<void> {
  fs.rmSync(tallyFile, { force: true });
  const problems = await runInHost(tallyFile).catch((error: unknown) => [String(error)]);
  const inside = fs.existsSync(tallyFile)
    ? (JSON.parse(fs.readFileSync(tallyFile, 'utf8')) as Tally)
    : { passed: 0, failed: 0, skipped: [] };
  if (inside.passed === 0) problems.push('No test reported from inside the extension host.');
  for (const problem of problems) console.error(problem);
  // A failed test also gives an exit code: it is counted once.
  const failed = Math.max(inside.failed, problems.length > 0 ? 1 : 0);
  writeTally(tallyFile, { ...inside, failed });
  process.exit(failed > 0 ? 1 : 0);
}

void main(path.resolve(process.argv[2] ?? path.join(ROOT, 'out', 'results', 'host.json')));

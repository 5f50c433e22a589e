/**
 * Runs the suites of `suites/` inside the extension host of a real VS Code server, against the packaged extension, in one launch.
 *
 *   tsx test/host/run.ts TALLY
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { bundleSuites } from './bundle';
import { openLocalPage, type LocalPage } from './chromium';
import { crashes, startCodeServer, type CodeServer } from './codeServer';
import { ARTEFACTS, FAKE_MODELS, ROOT } from './paths';
import { writeTally, type Tally } from './tally';

const RUN_MS = 6 * 60_000;

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
    const code = await launch(server, local, tests);
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

/** Opens the editor with the suites as its tests. Answers its exit code, or what kept it from giving one. */
async function launch(server: CodeServer, { page }: LocalPage, tests: string): Promise<number | string> {
  const workspace = path.join(server.folder, 'host');
  fs.cpSync(path.join(ROOT, 'samples'), workspace, { recursive: true });
  const remote = (file: string): string => `vscode-remote://${new URL(server.origin).host}${file}`;
  const payload = [
    ['extensionDevelopmentPath', remote(server.unpacked)],
    ['extensionTestsPath', remote(tests)],
    ['skipWelcome', 'true'],
  ];

  const exit = new Promise<number | string>((resolve) => {
    const crashed = setInterval(() => {
      if (crashes(server.output()).length > 0) resolve('The extension host crashed.');
    }, 500);
    const late = setTimeout(() => resolve(`No end within ${RUN_MS / 60_000} minutes.`), RUN_MS);
    const settle = (code: number): void => {
      clearInterval(crashed);
      clearTimeout(late);
      resolve(code);
    };
    void page.exposeFunction('codeAutomationExit', settle);
    crashed.unref();
  });
  await page.exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) => console.log(...args));
  const query = `folder=${encodeURIComponent(workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
  await page.goto(`${server.origin}/?${query}`, { timeout: 60_000 });
  return exit;
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

/**
 * Runs the suites inside the extension host of a real VS Code server with the packaged extension: those of `suites/` in a window with one
 * folder, those of `folders/` in a window with a workspace of several.
 *
 *   tsx test/host/run.ts TALLY
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { bundleSuites } from './bundle';
import { openLocalPage } from './chromium';
import { crashes, startCodeServer, type CodeServer } from './codeServer';
import { launchTests, type Place } from './launch';
import { ARTEFACTS, FAKE_MODELS, ROOT } from './paths';
import { addTallies, NO_TESTS, readTally, writeTally, type Tally } from './tally';
import { makeWorkspace } from './workspace';

interface Outcome {
  readonly tally: Tally;
  /** What went wrong outside the suites; empty when nothing did. */
  readonly problems: readonly string[];
}

/** Runs both groups of suites, one after the other, each in its own window. */
async function runInHost(tallyFile: string): Promise<Outcome[]> {
  const tests = await bundleSuites();
  const server = await startCodeServer({
    withExtension: false,
    testDriver: true,
    others: [FAKE_MODELS],
    env: { EVIDENCE_LENS_TALLY: tallyFile },
  });
  try {
    const folder = path.join(server.folder, 'host');
    fs.cpSync(path.join(ROOT, 'samples'), folder, { recursive: true });
    const workspace = makeWorkspace(path.join(server.folder, 'several'));
    const outcomes: Outcome[] = [];
    for (const place of [{ folder }, { workspace }]) {
      outcomes.push(await runIn(place, server, tests, tallyFile));
    }
    return outcomes;
  } finally {
    fs.mkdirSync(ARTEFACTS, { recursive: true });
    fs.writeFileSync(path.join(ARTEFACTS, 'host-server.log'), server.output());
    await server.stop();
  }
}

/** Runs the suites for a place (a parameter of the editor's address). */
async function runIn(place: Place, server: CodeServer, tests: string, tallyFile: string): Promise<Outcome> {
  fs.rmSync(tallyFile, { force: true });
  const before = crashes(server.output()).length;
  const newCrashes = (): readonly string[] => crashes(server.output()).slice(before);
  const local = await openLocalPage();
  try {
    const code = await launchTests(server, local, {
      place,
      tests,
      print: console.log,
      hasCrashed: () => newCrashes().length > 0,
    });
    const problems = newCrashes().map((line) => `${line} The results are not to be believed.`);
    if (code !== 0) problems.push(typeof code === 'string' ? code : `The editor reported exit code ${code}.`);
    const tally = readTally(tallyFile);
    // With EVIDENCE_LENS_GREP all matching tests may be in the other group.
    if (tally.passed === 0 && !process.env['EVIDENCE_LENS_GREP']) {
      problems.push(`No test reported from inside the extension host on a ${Object.keys(place).join()}.`);
    }
    return { tally, problems };
  } finally {
    fs.mkdirSync(ARTEFACTS, { recursive: true });
    const picture = path.join(ARTEFACTS, `host-end-${Object.keys(place).join()}.png`);
    await local.page.screenshot({ path: picture }).catch(() => undefined);
    await local.close();
  }
}

async function main(tallyFile: string): Promise<void> {
  const outcomes = await runInHost(tallyFile).catch((error: unknown): Outcome[] => [
    { tally: NO_TESTS, problems: [String(error)] },
  ]);
  const problems = outcomes.flatMap((outcome) => outcome.problems);
  for (const problem of problems) console.error(problem);
  const inside = addTallies(outcomes.map(({ tally }) => tally));
  // A failed test also gives a non-zero exit code; it must not be counted twice.
  const failed = Math.max(inside.failed, problems.length > 0 ? 1 : 0);
  writeTally(tallyFile, { ...inside, failed });
  process.exit(failed > 0 ? 1 : 0);
}

void main(path.resolve(process.argv[2] ?? path.join(ROOT, 'out', 'results', 'host.json')));

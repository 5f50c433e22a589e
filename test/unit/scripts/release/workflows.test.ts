import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { pathToFileURL } from 'node:url';
import type * as Parser from '@actions/workflow-parser';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scripts } from '../../../../package.json';

const FOLDER = '.github/workflows';
const TEMPORARY = mkdtempSync(join(tmpdir(), 'evidence-lens-'));

let parser: typeof Parser;

/** GitHub's own parser imports JSON in a way that Node has given up. */
beforeAll(async () => {
  const outfile = join(TEMPORARY, 'parser.mjs');
  const stdin = { contents: "export * from '@actions/workflow-parser';", resolveDir: process.cwd() };
  await build({ stdin, bundle: true, platform: 'node', format: 'esm', outfile, logLevel: 'warning' });
  parser = (await import(pathToFileURL(outfile).href)) as typeof Parser;
});
afterAll(() => rmSync(TEMPORARY, { recursive: true }));

/** What is wrong with a workflow by GitHub's schema. */
function problemsOf(name: string, content: string): string[] {
  const { context, value } = parser.parseWorkflow({ name, content }, new parser.NoOperationTraceWriter());
  const problems = context.errors.getErrors().map(({ message }) => message);
  return value === undefined && problems.length === 0 ? ['It is empty.'] : problems;
}

describe.each(readdirSync(FOLDER))('the workflow %s', (name) => {
  const content = readFileSync(join(FOLDER, name), 'utf8');

  it("the workflow follows GitHub's schema", () => {
    expect(problemsOf(name, content)).toEqual([]);
  });

  it('the workflow names foreign actions by the commit of a version', () => {
    const used = [...content.matchAll(/\buses: (.+)/g)].map(([, action]) => action!);
    expect(used.length).toBeGreaterThan(0);
    const pinned = /^(actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\.\/\.github\/workflows\/[\w-]+\.yml)$/;
    expect(used.filter((action) => !pinned.test(action))).toEqual([]);
  });

  it('the workflow runs commands that the project has', () => {
    const run = [...content.matchAll(/npm (?:run ([\w:]+)|(test))/g)].map(([, script, test]) => script ?? test!);
    expect(run.length).toBeGreaterThan(0);
    expect(run.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
  });
});

it('an invalid workflow is reported', () => {
  const content = 'on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    stepz: []\n';
  expect(problemsOf('wrong.yml', content)).not.toEqual([]);
});

import * as fs from 'node:fs';
import * as path from 'node:path';

/** What a layer of tests has to report; `npm test` adds the layers up. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** The names of the tests left out, each with its reason. */
  readonly skipped: readonly string[];
}

/** Leaves the tally where the caller asked for it. */
export function writeTally(file: string, tally: Tally): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify(tally));
}

export const NO_TESTS: Tally = { passed: 0, failed: 0, skipped: [] };

/** What was left in a file; no tests where nothing was. */
export function readTally(file: string): Tally {
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Tally) : NO_TESTS;
}

export function addTallies(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, { passed, failed, skipped }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: [...sum.skipped, ...skipped],
    }),
    NO_TESTS,
  );
}

import * as fs from 'node:fs';
import * as path from 'node:path';

/** The result of a layer of tests; `npm test` adds up the layers. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** The names of the tests that did not run, each with its reason. */
  readonly skipped: readonly string[];
}

/** Writes the tally to the file that the caller named. */
export function writeTally(file: string, tally: Tally): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify(tally));
}

export const NO_TESTS: Tally = { passed: 0, failed: 0, skipped: [] };

/** Reads a tally; when there is no file, no tests ran. */
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

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

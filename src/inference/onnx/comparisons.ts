import * as path from 'node:path';
import * as v from 'valibot';
import { readJson, writeWhole } from '../../node/files';
import { COMPARISON } from '../messages';
import type { PrecisionComparison } from '../protocol';

/** The comparison kept beside an 8-bit file; undefined when there is none. */
export async function readComparison(weightsFile: string): Promise<PrecisionComparison | undefined> {
  const value = await readJson(comparisonFile(weightsFile));
  return v.is(COMPARISON, value) ? value : undefined;
}

/** Keeps a comparison beside its 8-bit file. */
export function keepComparison(weightsFile: string, comparison: PrecisionComparison): Promise<void> {
  return writeWhole(comparisonFile(weightsFile), `${JSON.stringify(comparison, undefined, 2)}\n`);
}

function comparisonFile(weightsFile: string): string {
  const { dir, name } = path.parse(weightsFile);
  return path.join(dir, `${name}.comparison.json`);
}

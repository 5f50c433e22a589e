/**
 * `npm run fuzz -- [--runs N] [--seed S] [--only NAME]`: changes valid papers, model files, stored records and answers of a hub at random.
 * Inputs that do harm (a crash, a hang, an error without a message for the reader) are written to test/fixtures/fuzz/NAME, where `npm test`
 * runs them from then on.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { InferenceClient } from '../../src/inference/client';
import { RandomNumbers } from '../bench/randomNumbers';
import { changed } from './mutations';
import { TARGETS, WORKER } from './targets';

const FIXTURES = path.resolve(__dirname, '../../test/fixtures/fuzz');
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined };

async function fuzz(name: string, runs: number, seed: number): Promise<number> {
  const target = TARGETS[name]!;
  const random = new RandomNumbers(seed);
  const examples = target.examples();
  const client = new InferenceClient({ workerPath: WORKER, log: silent });
  let found = 0;
  let longest = 0;
  for (let run = 0; run < runs; run++) {
    const bytes = changed(examples[random.below(examples.length)]!, random);
    const began = performance.now();
    try {
      await target.run(bytes, client);
    } catch (error) {
      found++;
      client.retry();
      const file = path.join(FIXTURES, name, createHash('sha256').update(bytes).digest('hex').slice(0, 16));
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, bytes);
      console.error(`${name}, run ${run} of seed ${seed}: ${String(error)}\n  kept in ${file}`);
    }
    longest = Math.max(longest, performance.now() - began);
  }
  client.dispose();
  console.log(`${name}: ${runs} inputs, ${found} did harm, the longest took ${(longest / 1000).toFixed(1)} s`);
  return found;
}

async function main(): Promise<void> {
  const options = {
    runs: { type: 'string', default: '200' },
    seed: { type: 'string' },
    only: { type: 'string' },
  } as const;
  const { values } = parseArgs({ options });
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}`);
  for (const name of values.only === undefined ? Object.keys(TARGETS) : [values.only]) {
    if ((await fuzz(name, Number(values.runs), seed)) > 0) process.exitCode = 1;
  }
}

void main();

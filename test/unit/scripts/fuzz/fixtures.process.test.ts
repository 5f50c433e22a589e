import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { TARGETS } from '../../../../scripts/fuzz/targets';
import { InferenceClient } from '../../../../src/inference/client';
import { WORKER } from '../../bundles';
import { FakeLog } from '../../inference/fakes';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/fuzz');

/** Inputs that once did harm; `npm run fuzz` finds and keeps them. */
describe.each(Object.entries(TARGETS).filter(([name]) => existsSync(join(FIXTURES, name))))(
  'fuzz inputs of %s',
  (name, target) => {
    const client = new InferenceClient({ workerPath: WORKER, log: new FakeLog() });
    afterAll(() => client.dispose());

    it.each(readdirSync(join(FIXTURES, name)))('the fuzz input %s does no harm any more', async (file) => {
      await expect(target.run(readFileSync(join(FIXTURES, name, file)), client)).resolves.toBeUndefined();
    });
  },
);

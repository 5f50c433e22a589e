import { defineConfig } from 'vitest/config';

/** Tests with a model of the size of the real one, run on demand by `npm run test:base`: they take minutes and 1.5 GB of disk. */
export default defineConfig({
  test: { include: ['test/base/**/*.test.ts'], testTimeout: 30 * 60_000, hookTimeout: 30 * 60_000 },
});

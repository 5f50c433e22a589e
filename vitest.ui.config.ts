import { defineConfig } from 'vitest/config';

/** The tests in a browser: one editor for all, one after the other, with time for a busy machine. */
export default defineConfig({
  test: {
    include: ['test/ui/**/*.spec.ts'],
    globalSetup: ['test/ui/globalSetup.ts'],
    pool: 'forks',
    poolOptions: { forks: { singleFork: true } },
    fileParallelism: false,
    sequence: { concurrent: false },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
  },
});

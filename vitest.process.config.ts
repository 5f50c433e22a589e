import { defineConfig } from 'vitest/config';

/** Tests that start real processes: the inference process, the command line, windows that write at once, stores that are killed. */
export default defineConfig({
  test: {
    include: ['test/unit/**/*.process.test.ts'],
    globalSetup: ['test/unit/globalSetup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

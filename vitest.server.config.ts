import { defineConfig } from 'vitest/config';

/** Tests with real inference servers, which `tools/server/server.py` has set up. */
export default defineConfig({
  test: {
    include: ['test/server/**/*.test.ts'],
    globalSetup: ['test/unit/globalSetup.ts', 'test/server/globalSetup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
  },
});

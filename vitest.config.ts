import { defineConfig } from 'vitest/config';

/** Tests within one process. Those that start the program's own processes, or a runtime of onnxruntime, are `*.process.test.ts`. */
export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts'],
    exclude: ['**/*.process.test.ts'],
    globalSetup: ['test/unit/globalSetup.ts'],
    // These tests only compute, so every core may take part; by default one stays idle.
    maxWorkers: '100%',
    minWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

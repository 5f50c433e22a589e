import { defineConfig } from 'vitest/config';

/** Tests within one process. Those that start the program's own processes, or a runtime of onnxruntime, are `*.process.test.ts`. */
export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts'],
    exclude: ['**/*.process.test.ts'],
    globalSetup: ['test/unit/globalSetup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

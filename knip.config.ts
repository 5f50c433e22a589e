import type { KnipConfig } from 'knip';
import { BUNDLES } from './scripts/bundles.mjs';

/** What `npm run lint` starts from when it looks for files, exports and packages that nothing uses. */
export default {
  entry: [
    ...Object.values(BUNDLES),
    'scripts/*.mjs',
    'scripts/*/main.ts',
    // Run by hand or by tests, or started as processes of their own.
    'scripts/bench/{activationProbe,cascade,runner,runtimes,small,window}.ts',
    'scripts/keyword/{calibrate,candidates,makeTable}.ts',
    'scripts/model/quantise.ts',
    'test/tallyReporter.ts',
    'test/host/{index,prepareAll,run,serve}.ts',
    'test/host/{suites,folders}/*.test.ts',
    'test/unit/features/persistence/storeWindow.ts',
    'test/unit/inference/{oddWorker,shortHost}.ts',
    'test/unit/inference/tokenizer/printHardTexts.ts',
  ],
  project: ['src/**/*.ts', 'scripts/**/*.{ts,mjs}', 'test/**/*.ts', '*.{ts,mjs}'],
  vitest: {
    config: [
      'vitest.config.ts',
      'vitest.process.config.ts',
      'vitest.server.config.ts',
      'vitest.base.config.ts',
      'vitest.ui.config.ts',
    ],
  },
  // Programs of every system that tests run under.
  ignoreBinaries: ['script', 'mkfifo', 'prlimit'],
} satisfies KnipConfig;

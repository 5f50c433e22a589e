import type { Reporter, TestModule } from 'vitest/node';
import { writeTally } from './host/tally';

/**
 * Counts the tests of a vitest run into the file that EVIDENCE_LENS_TALLY names. A file that cannot be loaded, a hook that fails
 * and an error outside any test have no test of their own: each counts as a failure.
 */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const file = process.env['EVIDENCE_LENS_TALLY'];
    if (!file) return;
    let passed = 0;
    let failed = unhandled.length;
    const skipped: string[] = [];
    for (const module of modules) {
      failed += module.errors().length;
      for (const suite of module.children.allSuites()) failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') passed++;
        else if (result.state === 'failed') failed++;
        else
          skipped.push(result.state === 'skipped' && result.note ? `${test.fullName}: ${result.note}` : test.fullName);
      }
    }
    writeTally(file, { passed, failed, skipped });
  }
}

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reportFailure } from '../../../src/cli/failure';
import { type ErrorCode, KnownError } from '../../../src/core/errors/knownError';

describe('a failure on the command line', () => {
  let lines: string[];

  beforeEach(() => {
    lines = [];
    vi.spyOn(console, 'error').mockImplementation((line: string) => void lines.push(line));
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const codesOf = (exit: number, codes: readonly ErrorCode[]): [ErrorCode, number][] =>
    codes.map((code) => [code, exit]);

  it.each([
    ...codesOf(2, ['usage', 'badLine', 'badRows', 'badQuestion', 'badPaper', 'unsupportedLanguage', 'badName']),
    ...codesOf(2, ['badToken', 'badModel', 'modelNotInstalled', 'damagedModel', 'inTheWay', 'storage']),
    ...codesOf(1, ['auth', 'gated', 'notFound', 'checksum', 'diskFull', 'network', 'busy', 'interrupted']),
  ])('%s is one line, and exit code %i', (code, exit) => {
    expect(reportFailure('evidence-lens', new KnownError(code, 'What\nhappened.', 'a detail'))).toBe(exit);
    expect(lines).toEqual(['evidence-lens: What happened.']);
  });

  it('of the processes comes with its details', () => {
    expect(reportFailure('evidence-lens', new KnownError('workerCrashed', 'It ended.', 'exit code 7'))).toBe(1);
    expect(lines).toEqual(['evidence-lens: It ended.', 'exit code 7']);
  });

  it('a failure that nobody foresaw comes with the place where it arose', () => {
    expect(reportFailure('eval', new TypeError('x is undefined'))).toBe(1);
    expect(lines[0]).toMatch(/^eval: TypeError: x is undefined\n +at /);
  });
});

import { describe, expect, it } from 'vitest';
import { isErrorCode, KnownError } from '../../../../src/core/errors/knownError';
import { sentence } from '../../../../src/core/text/sentence';

describe('an error that readers are told', () => {
  it('an error that readers are told has its sentence in English, and as it can be translated', () => {
    const error = new KnownError('diskFull', sentence`The disk of ${'/x'} is full.`, 'ENOSPC');
    expect(error).toMatchObject({ message: 'The disk of /x is full.', detail: 'ENOSPC', origin: 'outside' });
    expect(error.told).toEqual({ template: 'The disk of {0} is full.', values: ['/x'] });
  });

  it('an error that readers are told takes a plain text as it is', () => {
    expect(new KnownError('usage', "give '{0}' a value").message).toBe("give '{0}' a value");
  });

  it.each([
    ['badQuestion', 'input'],
    ['modelNotInstalled', 'input'],
    ['inTheWay', 'input'],
    ['network', 'outside'],
    ['busy', 'outside'],
    ['workerCrashed', 'program'],
  ] as const)('%s comes from the %s', (code, origin) => {
    expect(new KnownError(code, 'x').origin).toBe(origin);
  });

  it('an error that readers are told has one of the known codes when it comes from another process', () => {
    expect(isErrorCode('damagedModel')).toBe(true);
    for (const other of ['damaged', 'toString', '', undefined, 1]) expect(isErrorCode(other)).toBe(false);
  });
});

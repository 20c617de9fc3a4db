import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { BaseError } from '../../../src/base/error/base-error.ts';
import { SalternError } from '../../../src/contract/errors.ts';
import { toKnownError } from '../../../src/contract/to-known-error.ts';
import { toTrouble } from '../../../src/contract/to-trouble.ts';

const refused = await readFile('/').catch((error: unknown) => error);

describe('an error that nobody gave a code', () => {
  it('is told as what the system refused, with the path', () => {
    expect(toKnownError(refused)).toMatchObject({
      code: 'INTERNAL',
      message: expect.stringMatching(/^The system refused 'read'.*: it is a folder, not a file \(EISDIR\)$/),
      hint: 'See what is there, and whether it may be used.',
    });
    expect(toTrouble(refused).message).toContain('The system refused');
  });

  it('of a full disk says so', () => {
    const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write', path: '/x' });

    expect(toKnownError(full)).toMatchObject({ code: 'NO_SPACE', hint: 'Free some space there.' });
  });

  it('of the ground floor keeps its sentence', () => {
    expect(toKnownError(new BaseError('archive', 'It is no archive'))).toMatchObject({ message: 'It is no archive' });
  });

  it('is a defect where it is none of these', () => {
    expect(toKnownError(new RangeError('too much'))).toBeUndefined();
    expect(toKnownError('text')).toBeUndefined();
  });

  it('with a code is what it is', () => {
    const ours = new SalternError('USAGE', 'No.');

    expect(toKnownError(ours)).toBe(ours);
  });
});

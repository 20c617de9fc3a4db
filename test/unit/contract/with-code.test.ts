import { expect, it } from 'vitest';
import { BaseError } from '../../../src/base/error/base-error.ts';
import { withCode } from '../../../src/contract/with-code.ts';

it('gives trouble of the ground floor the code of what was being done, and keeps all it says', () => {
  const trouble = new BaseError('transfer', "'x' broke off", { hint: 'Try again.', isTransient: true, details: ['a'] });

  expect(withCode(trouble, 'IMAGE_PULL')).toMatchObject({
    code: 'IMAGE_PULL',
    message: "'x' broke off",
    hint: 'Try again.',
    isTransient: true,
    details: ['a'],
    cause: trouble,
  });
});

it('calls a full disk so whatever was being done, and says how to free some', () => {
  const told = withCode(new BaseError('space', 'There is no space left'), 'SALT_DOWNLOAD');

  expect(told).toMatchObject({ code: 'NO_SPACE', hint: expect.stringContaining('saltern cache prune') });
});

it('leaves anything else as it is', () => {
  const error = new Error('x');

  expect(withCode(error, 'IMAGE_PULL')).toBe(error);
});

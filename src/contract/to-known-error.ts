import { BaseError } from '../base/error/base-error.ts';
import { isSystemError, whySystem } from '../base/error/system-error.ts';
import { UnreadableError } from '../base/error/unreadable-error.ts';
import { isDiskFull } from '../base/files/disk-full.ts';
import { SalternError } from './errors.ts';
import { withCode } from './with-code.ts';

/**
 * Trouble that nobody gave a code on its way up, in a sentence: what the system refused, what could not be read. Ours as
 * it is; undefined for anything else, which is a defect.
 */
export function toKnownError(error: unknown): SalternError | undefined {
  if (error instanceof SalternError) return error;
  if (error instanceof BaseError) return toKnownError(withCode(error, 'INTERNAL'));
  if (error instanceof UnreadableError) {
    return new SalternError('INTERNAL', error.message, { hint: 'See what is there.', cause: error });
  }
  if (!isSystemError(error)) return undefined;
  const { syscall = 'use', path } = error;
  const what = path === undefined ? `'${syscall}'` : `'${syscall}' on '${path}'`;
  const hint = isDiskFull(error) ? 'Free some space there.' : 'See what is there, and whether it may be used.';
  return new SalternError(
    isDiskFull(error) ? 'NO_SPACE' : 'INTERNAL',
    `The system refused ${what}: ${whySystem(error)}`,
    {
      hint,
      cause: error,
    },
  );
}

import { BaseError } from '../base/error/base-error.ts';
import { SalternError, type ErrorCode } from './errors.ts';

/**
 * Trouble of the ground floor under the code that fits what was being done; a full disk is always `NO_SPACE`. Anything
 * else comes back as it is.
 */
export function withCode(error: unknown, code: ErrorCode): unknown {
  if (!(error instanceof BaseError)) return error;
  const { kind, message, hint, isTransient, details } = error;
  return new SalternError(kind === 'space' ? 'NO_SPACE' : code, message, {
    ...(hint === undefined ? {} : { hint }),
    cause: error,
    isTransient,
    details,
  });
}

import { BaseError } from '../base/error/base-error.ts';
import { SalternError, type ErrorCode } from './errors.ts';

/** The large files that the ground floor writes go into the cache. */
const SPACE_HINT = 'Free some with `saltern cache prune`, or put the cache on a larger disk.';

/**
 * Trouble of the ground floor, with the code that fits what was being done; a full disk is always `NO_SPACE`. Any other
 * error comes back as it is.
 */
export function withCode(error: unknown, code: ErrorCode): unknown {
  if (!(error instanceof BaseError)) return error;
  const { kind, message, isTransient, details } = error;
  const hint = error.hint ?? (kind === 'space' ? SPACE_HINT : undefined);
  return new SalternError(kind === 'space' ? 'NO_SPACE' : code, message, {
    ...(hint === undefined ? {} : { hint }),
    cause: error,
    isTransient,
    details,
  });
}

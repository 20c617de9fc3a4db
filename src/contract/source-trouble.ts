import { BaseError } from '../base/error/base-error.ts';
import { UnreadableError } from '../base/error/unreadable-error.ts';
import { SalternError } from './errors.ts';
import { withCode } from './with-code.ts';

/**
 * Trouble of a transfer, or with a file of this machine that it needs: `SOURCE_UNREACHABLE` where a server could not be
 * asked, which says nothing of what is configured; else `SNAPSHOT_SOURCE`. Any other error comes back as it is.
 */
export function sourceTrouble(error: unknown): unknown {
  if (error instanceof UnreadableError) return new SalternError('SNAPSHOT_SOURCE', error.message, { cause: error });
  return withCode(error, error instanceof BaseError && error.isTransient ? 'SOURCE_UNREACHABLE' : 'SNAPSHOT_SOURCE');
}

/** Whether something is wrong with what a repository is taken from, or nobody can tell: others can still be taken. */
export function isSourceTrouble(error: unknown): error is SalternError {
  return error instanceof SalternError && (error.code === 'SNAPSHOT_SOURCE' || error.code === 'SOURCE_UNREACHABLE');
}

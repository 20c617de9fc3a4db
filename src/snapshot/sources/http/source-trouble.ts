import { UnreadableError } from '../../../base/error/unreadable-error.ts';
import { SalternError } from '../../../contract/errors.ts';
import { withCode } from '../../../contract/with-code.ts';

/** Trouble of a transfer, or with a file of this machine that it needs, as `SNAPSHOT_SOURCE`; any other error as it is. */
export function sourceTrouble(error: unknown): unknown {
  if (error instanceof UnreadableError) return new SalternError('SNAPSHOT_SOURCE', error.message, { cause: error });
  return withCode(error, 'SNAPSHOT_SOURCE');
}

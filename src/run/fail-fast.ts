import { SalternError } from '../contract/errors.ts';
import type { Outcome } from '../contract/outcome.ts';

/** Why `--fail-fast` stopped an instance. */
export class FailFast extends SalternError {
  constructor(first: string) {
    super('INTERRUPTED', `Stopped because '${first}' did not pass (--fail-fast)`);
  }
}

/** The outcome of an instance that was stopped: `skip` if only because another one failed, else `error`. */
export function stoppedOutcome(signal: AbortSignal): Outcome {
  return signal.aborted && signal.reason instanceof FailFast ? 'skip' : 'error';
}

import { SalternError } from '../../contract/errors.ts';
import type { Phase } from '../../contract/phases.ts';

/** What has so much time and no more. */
export interface Limit {
  /** Of the instance, for people. */
  readonly name: string;
  readonly phase: Phase;
  /** Milliseconds that people gave it. */
  readonly timeoutMs: number;
  /** Milliseconds beyond that, for what ends itself in time and says more. Default 0. */
  readonly slackMs?: number;
  /** Of all the rest. */
  readonly signal: AbortSignal;
}

/**
 * Does `work` with a signal that is aborted when its time is over, or when `limit.signal` is. Throws `TIMEOUT` then, or
 * that signal's reason: whatever broke because of the abort is not the reason.
 */
export async function withinLimit<T>(limit: Limit, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { timeoutMs, slackMs = 0, signal } = limit;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(tooLate(limit)), timeoutMs + slackMs);
  try {
    return await work(AbortSignal.any([signal, late.signal]));
  } catch (error) {
    if (late.signal.aborted && !signal.aborted) throw late.signal.reason;
    signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function tooLate({ name, phase, timeoutMs }: Limit): SalternError {
  return new SalternError('TIMEOUT', `The phase '${phase}' of '${name}' did not finish within ${timeoutMs / 1000} s`, {
    hint: `Give it more time with 'timeouts: { ${phase}: … }', or look with \`saltern logs ${name}\`.`,
  });
}

import { withinSignal } from '../base/wait/within-signal.ts';
import type { Finding } from './driver.ts';
import { SalternError } from './errors.ts';
import { withCode } from './with-code.ts';

export interface Look {
  readonly title: string;
  /** Milliseconds. */
  readonly limitMs: number;
  /** The caller's; its reason is thrown. */
  readonly signal: AbortSignal;
  /** What to do when nothing answers, or when what went wrong says nothing itself. */
  readonly remedy: string;
}

/**
 * What `work` found, if it ends within the limit; else a warning. What it throws is a finding too. Work that cannot be
 * cancelled goes on, and its end is ignored: a drive that does not answer keeps nobody waiting.
 */
export async function findWithin(
  { title, limitMs, signal, remedy }: Look,
  work: (signal: AbortSignal) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const late = AbortSignal.timeout(limitMs);
  const either = AbortSignal.any([signal, late]);
  try {
    return await withinSignal(work(either), either);
  } catch (thrown) {
    signal.throwIfAborted();
    if (late.aborted) return [{ title, outcome: 'warn', message: `no answer within ${limitMs / 1000} s`, remedy }];
    const error = withCode(thrown, 'INTERNAL');
    const message = error instanceof Error ? error.message : String(error);
    const known = error instanceof SalternError ? error : undefined;
    const outcome = known?.isTransient === true ? 'warn' : 'fail';
    const details = known?.details.slice(-1) ?? [];
    return [{ title, outcome, message: [message, ...details].join('; '), remedy: known?.remedy ?? remedy }];
  }
}

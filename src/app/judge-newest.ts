import type { InstanceVerdict, OpenAttempt } from '../contract/store.ts';

/** How an attempt stands that no verdict is remembered of. */
export type AttemptEnd =
  | 'running'
  | 'interrupted'
  /** Its run ended without a word: killed, or the machine went down. */
  | 'killed'
  /** The run was killed after this instance had ended; what it proved is known. */
  | InstanceVerdict['outcome'];

/** An attempt newer than the verdict. */
export interface NewestAttempt extends Omit<OpenAttempt, 'isInterrupted'> {
  readonly end: AttemptEnd;
}

/** The newest that is known of an instance. */
export interface Newest {
  readonly verdict: InstanceVerdict | undefined;
  readonly attempt: NewestAttempt | undefined;
}

/**
 * Whether the newest attempt is known to be no pass: it failed, could not be run, was interrupted or killed. An instance
 * that nobody tested, or that is being tested, is none of these. Pure.
 */
export function isNoPass({ verdict, attempt }: Newest): boolean {
  if (attempt !== undefined) return attempt.end !== 'pass' && attempt.end !== 'running';
  return verdict !== undefined && (verdict.outcome !== 'pass' || verdict.since !== undefined);
}

/** Whether it was ever tried. Pure. */
export function isTried({ verdict, attempt }: Newest): boolean {
  return verdict !== undefined || attempt !== undefined;
}

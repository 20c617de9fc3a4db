import type { Goal } from '../contract/phases.ts';

/** When `test` removes the instance: after a pass, whatever happened, or not at all. Default `passing`. */
export type DestroyPolicy = 'passing' | 'always' | 'never';

export interface RunOptions {
  readonly goal: Goal;
  readonly destroy: DestroyPolicy;
  /** Stop everything else at the first failure or error. Default false. */
  readonly isFailFast: boolean;
  /** Make instances anew that would do, and also those that somebody is in. Default false. */
  readonly isRecreate?: boolean;
  /** The user's own limit; default: what memory and cores allow. */
  readonly concurrency: number | undefined;
  readonly signal: AbortSignal;
}

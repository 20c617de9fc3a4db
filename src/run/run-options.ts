import type { Goal } from '../contract/phases.ts';
import type { Resources } from '../contract/driver.ts';
import type { NewRunEvent } from '../contract/events.ts';
import type { ProjectIdentity } from '../contract/plan.ts';
import type { Provisioner } from '../contract/provisioner.ts';
import type { InstanceStates } from './instance/instance-state.ts';

/** When `test` removes the instance: after a pass, whatever happened, or not at all. Default `passing`. */
export type DestroyPolicy = 'passing' | 'always' | 'never';

/** What the engine works with; all of it is passed in, so that a test can pass its own clock and folders. */
export interface RunServices {
  readonly project: ProjectIdentity;
  readonly runId: string;
  /** Absolute folder of this run: logs and reports. */
  readonly directory: string;
  readonly cacheDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly states: InstanceStates;
  readonly provisioner: Provisioner;
  /** Only one saltern works on an instance at a time; `onWait` is called when another one does. */
  lock(name: string, signal: AbortSignal, onWait: () => void): Promise<AsyncDisposable>;
  emit(event: NewRunEvent): void;
  /** Milliseconds since the epoch. */
  now(): number;
  /** What may be used at once by all instances together. */
  readonly limits: Resources;
}

export interface RunOptions {
  readonly goal: Goal;
  readonly destroy: DestroyPolicy;
  /** Stop everything else at the first failure or error. Default false. */
  readonly isFailFast: boolean;
  /** The user's own limit; default: what memory and cores allow. */
  readonly concurrency: number | undefined;
  readonly signal: AbortSignal;
}

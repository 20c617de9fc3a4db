import type { Masker } from '../../base/secret/masker.ts';
import type { Driver, Resources } from '../../contract/driver.ts';
import type { NewRunEvent } from '../../contract/events.ts';
import type { ProjectIdentity } from '../../contract/plan.ts';
import type { Provisioner, SaltLogLevel } from '../../contract/provisioner.ts';
import type { InstanceSessions } from './instance-sessions.ts';
import type { InstanceStates } from './instance-state.ts';

/** What the engine works with; all of it is passed in, so that a test can pass its own clock and folders. */
export interface RunServices {
  readonly project: ProjectIdentity;
  readonly runId: string;
  /** Absolute folder of this run: logs and reports. */
  readonly directory: string;
  readonly cacheDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What must not be shown; what is emitted is hidden by whoever hears it. */
  readonly secrets: Masker;
  readonly states: InstanceStates;
  readonly provisioner: Provisioner;
  /** Only one saltern works on an instance at a time; `onWait` is told when another one does. */
  lock(name: string, signal: AbortSignal, onWait: () => void): Promise<AsyncDisposable>;
  readonly sessions: Pick<InstanceSessions, 'shutOut' | 'list'>;
  /** One object per driver. Throws `DRIVER_UNKNOWN`. */
  driver(name: string): Promise<Driver>;
  emit(event: NewRunEvent): void;
  /** Milliseconds since the epoch. */
  now(): number;
  /** How much Salt says of itself in each pass, to the instance's log. Default: as Salt does. */
  readonly saltLog?: SaltLogLevel;
  /** What may be used at once by all instances together. */
  readonly limits: Resources;
}

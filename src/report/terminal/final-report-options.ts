import type { RunInstance } from '../../contract/events.ts';
import type { Phase } from '../../contract/phases.ts';

/** A retry, as its event reported it. */
export interface RetryNote {
  readonly instance: string;
  readonly phase: Phase;
  readonly attempt: number;
  readonly attempts: number;
  readonly reason: string;
}

export interface FinalReportOptions {
  /** The verb that ran, for the line `again`. */
  readonly verb: string;
  /** That of all instances, where these do not say. */
  readonly snapshot: string | undefined;
  /** All instances that were to run. */
  readonly planned: readonly RunInstance[];
  readonly retries: readonly RetryNote[];
  /** Absolute path of the run's folder. */
  readonly directory: string;
  /** What in it is worth naming: `index.html`, `junit.xml`. */
  readonly files: readonly string[];
  /** Paths below it are shown relative. */
  readonly cwd: string;
  /** Cells of a line of what failed. Default: as many as a pipe has. */
  readonly columns?: number | undefined;
}

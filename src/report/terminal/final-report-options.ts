import type { InstanceSummary } from '../../contract/events.ts';
import type { Phase } from '../../contract/phases.ts';
import type { InstanceResult } from '../../contract/result.ts';

/** A retry, as its event reported it. */
export interface RetryNote {
  readonly instance: string;
  readonly phase: Phase;
  readonly attempt: number;
  readonly reason: string;
}

export interface FinalReportOptions {
  /** The verb that ran, for the line `again`. */
  readonly verb: string;
  readonly snapshot: string | undefined;
  /** All instances that were to run. */
  readonly planned: readonly InstanceSummary[];
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

/** Ended by Ctrl-C: neither a verdict nor trouble worth a remedy. What `--fail-fast` stopped is skipped instead. */
export function isCutShort(result: InstanceResult): boolean {
  return result.trouble?.code === 'INTERRUPTED' && result.outcome !== 'skip';
}

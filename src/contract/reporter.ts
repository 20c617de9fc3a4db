import type { InstanceSummary, Reporter } from './events.ts';
import type { Evidence } from './model.ts';
import type { ProjectFolders } from './project-folders.ts';

/** What reporters of a run may know and use beside what its events tell. */
export interface ReporterContext {
  /** Paths below it are shown relative. */
  readonly cwd: string;
  /** Where the project keeps what outlives runs. */
  readonly folders: ProjectFolders;
  /** All instances of the project, in its order; those of this run are in `run-started`. */
  readonly instances: readonly InstanceSummary[];
  /**
   * Held while something is read and written that runs share; a few seconds at most. Not bound to the run's signal: an
   * interrupted run writes its reports too. Throws `BUSY`.
   */
  lock(key: string): Promise<AsyncDisposable>;
  /** Keeps what an instance proved, for the gate. */
  keepEvidence(evidence: Evidence): Promise<unknown>;
}

/**
 * Something that listens to a run and leaves what others read. Plain object, no inheritance; a contract test suite runs
 * against each. What it opens never throws in `on`, writes nothing before `run-started`, and tells in `close` what it
 * could not write, as a `SalternError` that names the file.
 */
export interface ReporterKind<Settings extends object = object> {
  /** `settings`: its section under `reports:` as its schema reads it; empty where that says nothing or only `true`. */
  open(settings: Settings, context: ReporterContext): readonly Reporter[];
}

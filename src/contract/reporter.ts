import type { InstanceSummary, Reporter } from './events.ts';
import type { ProjectFolders } from './project-folders.ts';
import type { VerdictRecords } from './store.ts';

/** What reporters may know and use besides the events. */
export interface ReporterContext {
  /** Name of the project, for titles. */
  readonly project: string;
  /** Paths below it are shown relative. */
  readonly cwd: string;
  /** Variables of this process, for who speaks to the CI server that runs it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Gives the CI server's runner an order, one line without its end: the only output that it may take as one. */
  order(line: string): void;
  /** Where the project keeps what outlives runs. */
  readonly folders: ProjectFolders;
  /** All instances of the project, in its order; those of this run are in `run-started`. */
  readonly instances: readonly InstanceSummary[];
  /** The newest verdict on each instance, whichever run gave it. */
  readonly verdicts: VerdictRecords;
  /** Installed packages of a kept result, as `EvidenceRecords.packages`. Default: nobody keeps any. */
  packages?(instance: string, runId: string, snapshot?: string): Promise<readonly string[] | undefined>;
  /** How long the gate lets a verdict count, milliseconds; undefined: it does not age. Default: there is no gate. */
  maxAgeMs?(): Promise<number | undefined>;
}

/**
 * Something that listens and leaves what others read. Plain object, no inheritance; a contract test suite runs against
 * each. The reporters it opens never throw in `on` and `onFleet`, write nothing before the first event, and throw in
 * `close` when something could not be written: a `SalternError` that names the file.
 */
export interface ReporterKind<Settings extends object = object> {
  /** `settings`: its section under `reports:` as its schema reads it; empty where that says nothing or only `true`. */
  open(settings: Settings, context: ReporterContext): readonly Reporter[];
}

import type { FleetView } from '../contract/fleet-view.ts';
import type { ResultQuery, ResultRow, RunRow, RunStory } from '../contract/history.ts';
import type { NightRecord, PackageChanges } from '../contract/night.ts';
import type { SnapshotSummary } from '../contract/snapshot.ts';

/** A file of a run of which the site has a copy. */
export interface CopiedFile {
  /** Name of the copy: see `sitePaths.file`. */
  readonly name: string;
  /** What people call it: `log`, `console`. */
  readonly title: string;
  /** Absolute path of what it is a copy of. */
  readonly from: string;
}

/** What pages are made of, read when they are made. Undefined: it is no longer known. */
export interface SiteSource {
  readonly view: FleetView;
  night(id: string): Promise<NightRecord | undefined>;
  /** Newest first. */
  runs(): Promise<readonly RunRow[]>;
  run(runId: string): Promise<RunStory | undefined>;
  /** Newest first. */
  results(query: ResultQuery): Promise<readonly ResultRow[]>;
  /** Installed packages of an attempt, `name-epoch:version-release.arch`. `snapshot`: id of the one that it was on. */
  packages(instance: string, runId: string, snapshot: string | undefined): Promise<readonly string[] | undefined>;
  /** Snapshots that are still there. */
  snapshots(): Promise<readonly SnapshotSummary[]>;
  /** What changes from one of these to another. */
  changes(from: string, to: string): Promise<PackageChanges | undefined>;
  /** Which of an attempt's files are still there and can be shown. `files`: paths within the folder of its run. */
  filesOf(runId: string, files: readonly string[]): Promise<readonly CopiedFile[]>;
}

import type { SnapshotManifest, SnapshotRoot, SnapshotSummary } from '../contract/snapshot.ts';
import type { SnapshotDiff } from '../contract/snapshot-diff.ts';
import type { SnapshotReference } from '../contract/snapshot-references.ts';
import { diffSnapshots } from '../snapshot/diff-snapshots.ts';
import { groupBySource, type SourceChange } from '../snapshot/diff/group-by-source.ts';
import { type PackageNews, readNews } from '../snapshot/diff/read-news.ts';
import { loadProjectFor, type ProjectOptions } from './load-project-for.ts';
import { openRoot } from './open-root.ts';
import type { Services } from './services.ts';

export interface SnapshotList {
  /** Where they are, for people. */
  readonly title: string;
  /** Newest first. */
  readonly snapshots: readonly SnapshotSummary[];
  /** Ids of snapshots by the channel that points there. */
  readonly channels: Readonly<Record<string, string>>;
}

export interface SnapshotDescription {
  readonly manifest: SnapshotManifest;
  readonly channels: Readonly<Record<string, string>>;
  /** What refers to snapshots of the root, as far as this project knows. */
  readonly references: readonly SnapshotReference[];
  /**
   * What changed since the snapshot of the channel `stable`; undefined without such a channel, for that snapshot,
   * or where it is gone.
   */
  readonly diff: SnapshotDiff | undefined;
}

/** The snapshots and channels of the project's root. Throws `SNAPSHOT_SOURCE`. */
export async function listSnapshots(services: Services, options: ProjectOptions): Promise<SnapshotList> {
  const root = await openRoot(services, await loadProjectFor(services, options));
  const [snapshots, channels, oddities] = await Promise.all([root.list(), root.channels(), root.oddities()]);
  for (const oddity of oddities) services.tell(oddity);
  return { title: root.title, snapshots, channels };
}

/**
 * What a snapshot holds. `reference`: an id, `latest` or a channel; default the one that the environment asks for, else
 * the latest. Throws `SNAPSHOT_NOT_FOUND`, `SNAPSHOT_DAMAGED`.
 */
export async function describeSnapshot(
  services: Services,
  reference: string | undefined,
  options: ProjectOptions,
): Promise<SnapshotDescription> {
  // What knows of waivers, nights and instances; lists and diffs need none of it.
  const { findReferences } = await import('./find-references.ts');
  const project = await loadProjectFor(services, options);
  const root = await openRoot(services, project);
  const [manifest, snapshots, channels, references] = await Promise.all([
    root.read(reference ?? project.snapshot ?? 'latest'),
    root.list(),
    root.channels(),
    findReferences(project, root),
  ]);
  const stable = channels['stable'];
  const isOther = stable !== undefined && stable !== manifest.id && snapshots.some(({ id }) => id === stable);
  return {
    manifest,
    channels,
    references,
    diff: isOther ? diffSnapshots(await root.read(stable), manifest) : undefined,
  };
}

export interface CompareOptions extends ProjectOptions {
  /** Also what changelogs say. Default false. */
  readonly changelog?: boolean;
}

export interface SnapshotComparison {
  readonly diff: SnapshotDiff;
  /** The changes of packages by the source that they are built from. */
  readonly sources: readonly SourceChange[];
  /** Undefined unless it was asked for. */
  readonly news: readonly PackageNews[] | undefined;
}

/**
 * What differs between two snapshots, each an id, `latest` or a channel; default of the second as in `describeSnapshot`.
 * Throws `SNAPSHOT_NOT_FOUND`, `SNAPSHOT_DAMAGED`.
 */
export async function compareSnapshots(
  services: Services,
  [from, to]: readonly [from: string, to: string | undefined],
  options: CompareOptions,
): Promise<SnapshotComparison> {
  const project = await loadProjectFor(services, options);
  const root = await openRoot(services, project);
  return await compareWithin(root, [from, to ?? project.snapshot ?? 'latest'], options);
}

/** The same in a root that is open. */
export async function compareWithin(
  root: Pick<SnapshotRoot, 'readDifference' | 'changelogs'>,
  [from, to]: readonly [from: string, to: string],
  { changelog = false }: Pick<CompareOptions, 'changelog'> = {},
): Promise<SnapshotComparison> {
  const both = await root.readDifference(from, to);
  const diff = diffSnapshots(both.before, both.after);
  return {
    diff,
    sources: groupBySource(diff.changes, both),
    news: changelog ? await readNews(root, diff.changes, both) : undefined,
  };
}

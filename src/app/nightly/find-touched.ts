import type { Project } from '../../config/project.ts';
import type { SnapshotRoot } from '../../contract/snapshot.ts';
import type { Store } from '../../contract/store.ts';
import { diffWithin } from '../../snapshot/diff-snapshots.ts';
import { findRoot } from '../open-root.ts';
import type { Services } from '../services.ts';

interface Touching {
  readonly project: Project;
  readonly store: Store;
  /** Id of the snapshot of the night. Default: there is none yet. */
  readonly snapshot: string | undefined;
}

/**
 * Of each instance the packages that it had at its newest result and that are others in this snapshot, by name, sorted.
 * It only says who goes first: where something cannot be read, the instance waits its turn.
 */
export async function findTouched(
  services: Services,
  { project, store, snapshot }: Touching,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const root = await findRoot(services, project);
  const touched = new Map<string, readonly string[]>();
  if (root === undefined || snapshot === undefined) return touched;
  const newest = await store.evidence().newest();
  for (const [from, own] of Map.groupBy(newest, (result) => result.snapshot?.id)) {
    if (from === undefined || from === snapshot) continue;
    const changed = await readChanged(root, from, snapshot);
    if (changed.size === 0) continue;
    for (const result of own) {
      const packages = (await store.evidence().packages(result.instance, result.runId, from)) ?? [];
      const names = new Set(packages.map(nameOf).filter((name) => changed.has(name)));
      if (names.size > 0) touched.set(result.instance, [...names].toSorted());
    }
  }
  return touched;
}

async function readChanged(root: SnapshotRoot, from: string, to: string): Promise<ReadonlySet<string>> {
  try {
    const { changes } = await diffWithin(root, from, to);
    return new Set(changes.map(({ name }) => name));
  } catch {
    return new Set();
  }
}

/** Of `name-epoch:version-release.arch`: neither version nor release holds a dash. */
function nameOf(installed: string): string {
  return installed.replace(/-[^-]+-[^-]+$/, '');
}

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { asMap, asText } from '../../base/json/json-value.ts';
import { parseJson } from '../../base/json/parse-json.ts';
import type { Project } from '../../config/project.ts';
import type { KeptEvidence } from '../../contract/evidence.ts';
import type { ProjectFolders } from '../../contract/project-folders.ts';
import type { SnapshotRoot } from '../../contract/snapshot.ts';
import type { Store } from '../../contract/store.ts';
import { diffSnapshots } from '../../snapshot/diff-snapshots.ts';
import { findRoot } from '../open-root.ts';
import type { Services } from '../services.ts';

interface Touching {
  readonly project: Project;
  readonly folders: Pick<ProjectFolders, 'evidence'>;
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
  { project, folders, store, snapshot }: Touching,
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
      const packages = await readPackages(folders, result);
      const names = new Set(packages.map(nameOf).filter((name) => changed.has(name)));
      if (names.size > 0) touched.set(result.instance, [...names].toSorted());
    }
  }
  return touched;
}

async function readChanged(root: SnapshotRoot, from: string, to: string): Promise<ReadonlySet<string>> {
  try {
    const { changes } = diffSnapshots(await root.read(from), await root.read(to));
    return new Set(changes.map(({ name }) => name));
  } catch {
    return new Set();
  }
}

/** Installed packages of a kept result; none where it cannot be read. */
async function readPackages(
  { evidence }: Touching['folders'],
  { snapshot, instance, runId }: KeptEvidence,
): Promise<readonly string[]> {
  const folder = join(evidence, snapshot?.id ?? 'none', instance);
  const names = await readdir(folder).catch(() => []);
  const name = names.find((one) => one.endsWith(`-${runId}.json`));
  if (name === undefined) return [];
  const text = await readText(join(folder, name), MOST_BYTES.record).catch(() => '');
  const { packages } = asMap(parseJson(text));
  return Array.isArray(packages) ? packages.flatMap((one) => asText(one) ?? []) : [];
}

/** Of `name-epoch:version-release.arch`: neither version nor release holds a dash. */
function nameOf(installed: string): string {
  return installed.replace(/-[^-]+-[^-]+$/, '');
}

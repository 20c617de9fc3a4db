import type { InstancePlan } from '../../contract/plan.ts';
import type { BundleEntry } from './bundle-entry.ts';
import {
  collectPillarDirectories,
  collectPillarFiles,
  collectTrees,
  FILE_ROOT,
  PILLAR_ROOT,
  type Scan,
} from './collect-bundle.ts';
import { scanTree } from './scan-tree.ts';

/** What of this machine's disk an instance's bundle is made from; paths are relative to where it goes in the guest. */
export interface TravellingContent {
  readonly trees: readonly BundleEntry[];
  readonly pillar: readonly BundleEntry[];
  readonly pillarFiles: readonly BundleEntry[];
}

/**
 * The files behind a bundle, for another machine that is to make the same one: put there as `trees`, one whole file root,
 * one pillar folder, and files by their names, they give the same entries. Throws what `collectBundle` throws.
 */
export async function collectTravelling(plan: InstancePlan, scan: Scan = scanTree): Promise<TravellingContent> {
  const [trees, pillar, pillarFiles] = await Promise.all([
    collectTrees(plan.trees, scan),
    collectPillarDirectories(plan.pillar, scan),
    collectPillarFiles(plan.pillar),
  ]);
  return {
    trees: below(trees, FILE_ROOT),
    pillar: below(pillar, PILLAR_ROOT),
    pillarFiles: below(pillarFiles, PILLAR_ROOT),
  };
}

/** Each path once, the last of several; sorted, so that a folder comes before what it holds. */
function below(entries: readonly BundleEntry[], root: string): readonly BundleEntry[] {
  const inside = entries.flatMap((entry) =>
    entry.path.startsWith(`${root}/`) ? [{ ...entry, path: entry.path.slice(root.length + 1) }] : [],
  );
  const byPath = new Map(inside.map((entry) => [entry.path, entry]));
  return [...byPath.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

import { existsSync } from 'node:fs';
import { isDerivedId, isTakenBefore } from '../../contract/snapshot-id.ts';
import type { SnapshotManifest } from '../../contract/snapshot.ts';
import { listSnapshotIds } from '../root/list-snapshots.ts';
import { readSnapshot } from '../root/read-snapshot.ts';
import { LAYOUT } from '../root/snapshot-layout.ts';
import type { ToolContext } from '../tools/run-tool.ts';
import type { AddedPackage, MemberChange } from './change-plan.ts';
import type { DeriveWishes } from './derive-wishes.ts';
import { applyChanges, joinChanges } from './join-changes.ts';
import { pickPackages } from './pick-packages.ts';
import { expectNoneReplaced } from './find-replacing.ts';
import { type NextEarlier, planHolds } from './plan-holds.ts';
import { planOverlay } from './plan-overlay.ts';
import { readOverlay } from './read-overlay.ts';

export interface DerivationPlan {
  readonly changes: readonly MemberChange[];
  /** Bytes of packages that no snapshot has. */
  readonly newBytes: number;
  readonly notes: readonly string[];
}

/** What is asked for, and the absolute path of a folder that given files are copied to. */
export type PlanWishes = Omit<DeriveWishes, 'from' | 'label'> & { readonly directory: string };

/** What changes in a snapshot: holds first, and then what is given, which no hold may stop. Throws what its parts throw. */
export async function planDerivation(
  parent: SnapshotManifest,
  wishes: PlanWishes,
  context: ToolContext & { readonly root: string },
): Promise<DerivationPlan> {
  const { root } = context;
  const { rules, overlay, picks, directory, member, isReplacing } = wishes;
  const holds = await planHolds(parent, rules, await listEarlier(root, parent.id));
  const packages: AddedPackage[] = [];
  for (const { snapshot, pattern } of picks)
    packages.push(...pickPackages(await readSnapshot(root, snapshot), pattern));
  const files = overlay.length === 0 ? [] : await readOverlay(overlay, directory, context);
  const held = applyChanges(parent, holds.changes);
  const given = planOverlay(held, { packages: [...packages, ...files], member, isReplacing, rules });
  const changes = joinChanges(holds.changes, given.changes).filter(
    ({ dropped, added }) => dropped.size > 0 || added.length > 0,
  );
  expectNoneReplaced(applyChanges(parent, changes), rules);
  return { changes, newBytes: sizeOfNew(root, changes), notes: [...holds.notes, ...given.notes] };
}

/**
 * Snapshots that were taken before this one, or are what it was derived from, the nearest first; then those that were derived
 * before it: when a hold is old, what it lets through may be in these alone.
 */
async function listEarlier(root: string, id: string): Promise<NextEarlier> {
  const all = (await listSnapshotIds(root)).filter((one) => one !== id && !isTakenBefore(id, one));
  const derived = all.filter((one) => isDerivedId(one) && isTakenBefore(one, id));
  const ids = [...all.filter((one) => !isDerivedId(one)), ...derived];
  return async () => {
    const next = ids.shift();
    return next === undefined ? undefined : await readSnapshot(root, next);
  };
}

function sizeOfNew(root: string, changes: readonly MemberChange[]): number {
  return changes
    .flatMap(({ added }) => added)
    .filter(({ origin }) => origin.kind === 'file')
    .filter(({ entry }) => !existsSync(LAYOUT.pooled(root, entry.pkgid.slice(entry.pkgid.indexOf(':') + 1))))
    .reduce((sum, { entry }) => sum + entry.size, 0);
}

import type { SnapshotManifest } from '../../contract/snapshot.ts';
import type { MemberChange } from './change-plan.ts';

/** Several plans as one, a change for each member that has any. Pure. */
export function joinChanges(...plans: readonly (readonly MemberChange[])[]): readonly MemberChange[] {
  const byMember = Map.groupBy(plans.flat(), ({ member }) => member);
  return [...byMember].map(([member, changes]) => {
    const dropped = new Set(changes.flatMap((change) => [...change.dropped]));
    // What one plan brought, a later one may have replaced.
    const added = changes.flatMap((change) => change.added).filter(({ entry }) => !dropped.has(entry.pkgid));
    return { member, dropped, added };
  });
}

/** What a snapshot holds after changes, for whoever plans the next ones: only the packages are true. Pure. */
export function applyChanges<T extends Pick<SnapshotManifest, 'members'>>(
  manifest: T,
  changes: readonly MemberChange[],
): T {
  const members = manifest.members.map((member) => {
    const change = changes.find((one) => one.member === member.name);
    if (change === undefined) return member;
    const kept = member.packages.filter(({ pkgid }) => !change.dropped.has(pkgid));
    return { ...member, packages: [...kept, ...change.added.map(({ entry }) => entry)] };
  });
  return { ...manifest, members };
}

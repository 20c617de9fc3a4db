import type { Hold } from '../../contract/gate-records.ts';
import type { SnapshotManifest } from '../../contract/snapshot.ts';
import { formatNevra } from './change-plan.ts';
import { readLimit } from './hold-limit.ts';

/** A package of a snapshot that a hold does not let through. */
export interface HeldEntry {
  /** Name of the hold. */
  readonly hold: string;
  readonly member: string;
  /** `chrony-4.5-2.el9.x86_64` */
  readonly package: string;
}

/**
 * Packages of a snapshot that holds do not let through, by hold, then member; whether a hold has ended is not asked. Pure. Throws `DERIVE_REFUSED`
 * where a hold names no version.
 */
export function findHeld({ members }: Pick<SnapshotManifest, 'members'>, holds: readonly Hold[]): readonly HeldEntry[] {
  return holds.flatMap((hold) => {
    const limit = readLimit(hold);
    return members.flatMap(({ name: member, packages }) =>
      packages
        .filter((entry) => limit.isAbout(member, entry.name) && !limit.allows(entry))
        .map((entry): HeldEntry => ({ hold: hold.name, member, package: formatNevra(entry) })),
    );
  });
}

/**
 * Holds that are about nothing in a snapshot, a line each: of a member that is not there, or of a package that is misspelt.
 * In a derived one what is held back altogether is gone on purpose. Pure. Throws the same.
 */
export function findIdleHolds(
  { members, derivedFrom }: Pick<SnapshotManifest, 'members' | 'derivedFrom'>,
  holds: readonly Hold[],
): readonly string[] {
  const known = new Set(members.map(({ name }) => name));
  return holds.flatMap((hold) => {
    const stray = hold.members?.find((name) => !known.has(name));
    if (stray !== undefined)
      return [`hold '${hold.name}' is for the member '${stray}', which the snapshot does not have`];
    if (derivedFrom !== undefined && hold.most === undefined) return [];
    const limit = readLimit(hold);
    const isAboutAny = members.some((one) => one.packages.some(({ name }) => limit.isAbout(one.name, name)));
    return isAboutAny ? [] : [`hold '${hold.name}' is about no package of this snapshot: it has no '${hold.package}'`];
  });
}

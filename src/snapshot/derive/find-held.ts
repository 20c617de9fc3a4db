import type { Hold } from '../../contract/gate-records.ts';
import type { SnapshotManifest } from '../../contract/snapshot.ts';
import { formatNevra } from './change-plan.ts';
import { findReplacing } from './find-replacing.ts';
import { readLimit } from './hold-limit.ts';

/** A package of a snapshot that a hold does not let through. */
export interface HeldEntry {
  /** Name of the hold. */
  readonly hold: string;
  readonly member: string;
  /** `chrony-4.5-2.el9.x86_64`, or `ntpsec-1-1.el9.x86_64 (obsoletes chrony)` */
  readonly package: string;
}

/**
 * Packages of a snapshot that holds do not let through, by hold, then member: newer ones, and what would take their place.
 * Whether a hold has ended is not asked. Pure. Throws `DERIVE_REFUSED` where a hold names no version.
 */
export function findHeld(snapshot: Pick<SnapshotManifest, 'members'>, holds: readonly Hold[]): readonly HeldEntry[] {
  return holds.flatMap((hold) => {
    const limit = readLimit(hold);
    const newer = snapshot.members.flatMap(({ name: member, packages }) =>
      packages
        .filter((entry) => limit.isAbout(member, entry.name) && !limit.allows(entry))
        .map((entry): HeldEntry => ({ hold: hold.name, member, package: formatNevra(entry) })),
    );
    const replacing = findReplacing(snapshot, limit).map(({ member, entry, kept }): HeldEntry => {
      return { hold: hold.name, member, package: `${formatNevra(entry)} (obsoletes ${kept})` };
    });
    return [...newer, ...replacing];
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
    return isAboutAny || findReplacing({ members }, limit).length > 0
      ? []
      : [`hold '${hold.name}' is about no package of this snapshot: it has no '${hold.package}'`];
  });
}

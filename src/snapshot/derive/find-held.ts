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

type Packages = Pick<SnapshotManifest, 'members'>;

/** What one hold does to a snapshot. */
export interface HoldEffect {
  /** Packages that it does not let through, by member: newer ones, then what would take the place of what it keeps. */
  readonly held: readonly HeldEntry[];
  /** Whether nothing is called so: it is misspelt, or about a package that is no more. */
  readonly isEmpty: boolean;
}

/** Whether it has ended is not asked. Pure. Throws `DERIVE_REFUSED` where it names no version. */
export function weighHold(snapshot: Packages, hold: Hold): HoldEffect {
  const limit = readLimit(hold);
  const own = snapshot.members.flatMap(({ name: member, packages }) =>
    packages.filter(({ name }) => limit.isAbout(member, name)).map((entry) => ({ member, entry })),
  );
  const newer = own.filter(({ entry }) => !limit.allows(entry));
  const held = [
    ...newer.map(({ member, entry }) => ({ member, package: formatNevra(entry) })),
    ...findReplacing(snapshot, limit).map(({ member, entry, kept }) => {
      return { member, package: `${formatNevra(entry)} (obsoletes ${kept})` };
    }),
  ];
  return { held: held.map((one) => ({ hold: hold.name, ...one })), isEmpty: own.length === 0 && held.length === 0 };
}

/** Packages of a snapshot that holds do not let through, hold by hold. Pure. Throws what `weighHold` throws. */
export function findHeld(snapshot: Packages, holds: readonly Hold[]): readonly HeldEntry[] {
  return holds.flatMap((hold) => weighHold(snapshot, hold).held);
}

/**
 * Holds that are about nothing in a snapshot, a line each: of a member that is not there, or of a package that is misspelt.
 * In a derived one what is held back altogether is gone on purpose. Pure. Throws the same.
 */
export function findIdleHolds(
  snapshot: Pick<SnapshotManifest, 'members' | 'derivedFrom'>,
  holds: readonly Hold[],
): readonly string[] {
  const known = new Set(snapshot.members.map(({ name }) => name));
  return holds.flatMap((hold) => {
    const stray = hold.members?.find((name) => !known.has(name));
    if (stray !== undefined)
      return [`hold '${hold.name}' is for the member '${stray}', which the snapshot does not have`];
    if (snapshot.derivedFrom !== undefined && hold.most === undefined) return [];
    return weighHold(snapshot, hold).isEmpty
      ? [`hold '${hold.name}' is about no package of this snapshot: it has no '${hold.package}'`]
      : [];
  });
}

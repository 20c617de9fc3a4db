import type { Hold } from '../../contract/gate-records.ts';
import type { SnapshotManifest } from '../../contract/snapshot.ts';
import { formatNevra } from './change-plan.ts';
import { holdsInForce, readLimit } from './hold-limit.ts';

/** A package of a snapshot that a hold does not let through. */
export interface HeldEntry {
  /** Name of the hold. */
  readonly hold: string;
  readonly member: string;
  /** `chrony-4.5-2.el9.x86_64` */
  readonly package: string;
}

/**
 * Packages of a snapshot that a hold in force does not let through, by hold, then member. Pure. Throws `DERIVE_REFUSED`
 * where a hold names no version.
 */
export function findHeld(
  { members }: Pick<SnapshotManifest, 'members'>,
  holds: readonly Hold[],
  now: Date,
): readonly HeldEntry[] {
  return holdsInForce(holds, now).flatMap((hold) => {
    const limit = readLimit(hold);
    return members.flatMap(({ name: member, packages }) =>
      packages
        .filter((entry) => limit.isAbout(member, entry.name) && !limit.allows(entry))
        .map((entry): HeldEntry => ({ hold: hold.name, member, package: formatNevra(entry) })),
    );
  });
}

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

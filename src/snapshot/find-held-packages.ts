import { nameMatcher } from '../base/text/match-name.ts';
import type { Hold } from '../contract/gate-records.ts';
import type { PackageEntry, SnapshotManifest } from '../contract/snapshot.ts';
import { compareRpmVersions } from './compare-evr.ts';
import { formatEvr } from './diff/format-evr.ts';

/** A package of a snapshot that a hold does not let through. */
interface Held {
  readonly hold: string;
  readonly member: string;
  /** `chrony-4.5-2.el9.x86_64` */
  readonly package: string;
}

/** The packages of a snapshot that are newer than holds let through, by hold; whether a hold has ended is not asked. Pure. */
export function findHeldPackages(
  holds: readonly Hold[],
  { members }: Pick<SnapshotManifest, 'members'>,
): readonly Held[] {
  return holds.flatMap((hold) => {
    const matches = nameMatcher(hold.package);
    const own = members.filter(({ name }) => hold.members?.includes(name) ?? true);
    return own.flatMap(({ name: member, packages }) =>
      packages
        .filter((entry) => matches(entry.name) && isAbove(entry, hold.most))
        .map((entry) => ({
          hold: hold.name,
          member,
          package: `${entry.name}-${formatEvr(entry)}.${entry.arch}`,
        })),
    );
  });
}

/** What `most` leaves out is not compared: `4.5` lets every release of 4.5 through. */
function isAbove({ epoch, version, release }: PackageEntry, most: string | undefined): boolean {
  if (most === undefined) return true;
  const [, mostEpoch = '0', mostVersion = '', mostRelease] = /^(?:(\d+):)?([^-]+)(?:-(.+))?$/.exec(most) ?? [];
  if (epoch !== Number(mostEpoch)) return epoch > Number(mostEpoch);
  const order = compareRpmVersions(version, mostVersion);
  if (order !== 0 || mostRelease === undefined) return order > 0;
  return compareRpmVersions(release, mostRelease) > 0;
}

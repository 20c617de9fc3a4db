import { nameMatcher } from '../../base/text/match-name.ts';
import { SalternError } from '../../contract/errors.ts';
import type { PackageEntry, SnapshotManifest } from '../../contract/snapshot.ts';
import { compareEvr } from '../compare-evr.ts';
import { type AddedPackage, formatNevra } from './change-plan.ts';

/**
 * Packages of a snapshot by a name, a glob of names or what rpm calls one of them (`openssl-3.0.7-2.el9`, with or without
 * arch): of names the newest version. Pure. Throws `DERIVE_REFUSED` where there is none.
 */
export function pickPackages({ id, members }: SnapshotManifest, pattern: string): readonly AddedPackage[] {
  const matches = nameMatcher(pattern);
  const found = members.flatMap(({ name: member, packages }) => {
    const named = keepNewest(packages.filter(({ name }) => matches(name)));
    const exact = packages.filter((entry) => namesOf(entry).includes(pattern));
    return [...new Set([...exact, ...named])].map((entry): AddedPackage => {
      return { entry, origin: { kind: 'snapshot', id, member } };
    });
  });
  if (found.length > 0) return found;
  throw new SalternError('DERIVE_REFUSED', `No package of snapshot '${id}' is '${pattern}'`, {
    hint: 'Name it as rpm does, or with a glob in quotes.',
  });
}

function namesOf(entry: PackageEntry): readonly string[] {
  const full = formatNevra(entry);
  return [full, full.slice(0, -entry.arch.length - 1)];
}

function keepNewest(entries: readonly PackageEntry[]): readonly PackageEntry[] {
  const groups = Map.groupBy(entries, ({ name, arch }) => `${name}\t${arch}`);
  return [...groups.values()].map((group) => group.reduce((best, one) => (compareEvr(one, best) > 0 ? one : best)));
}

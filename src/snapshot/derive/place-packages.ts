import { basename, dirname } from 'node:path/posix';
import type { PackageEntry } from '../../contract/snapshot.ts';
import type { AddedPackage } from './change-plan.ts';

/** Where each added package goes, by `pkgid`: where its origin has it, unless something is there. Pure. */
export function placePackages(
  kept: readonly Pick<PackageEntry, 'location'>[],
  added: readonly AddedPackage[],
): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const take = (location: string): void => {
    for (let path = location; path !== '.'; path = dirname(path)) taken.add(path);
  };
  for (const { location } of kept) take(location);
  const places = new Map<string, string>();
  for (const { entry, origin } of added) {
    const file = basename(entry.location);
    const first = origin.kind === 'snapshot' ? entry.location : `Packages/${file}`;
    const hex = entry.pkgid.slice(entry.pkgid.indexOf(':') + 1);
    const place = taken.has(first) ? `derived/${hex.slice(0, 32)}/${file}` : first;
    take(place);
    places.set(entry.pkgid, place);
  }
  return places;
}

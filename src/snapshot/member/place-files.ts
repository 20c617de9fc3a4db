import { dirname } from 'node:path/posix';
import type { PackageEntry } from '../../contract/snapshot.ts';
import type { PrimaryPackage } from '../metadata/read-primary.ts';
import { metadataError } from './source-error.ts';

export interface MemberPaths {
  readonly packages: readonly PrimaryPackage[];
  /** Paths of the metadata files. */
  readonly metadata: Iterable<string>;
}

/** What lies at each path of a repository, the metadata first, then packages in their order. */
export type Places = ReadonlyMap<string, PackageEntry | 'metadata'>;

/**
 * Finds each file its place; the same package named twice is one. Throws `SNAPSHOT_SOURCE`, naming both, where the
 * metadata wants two things at one place: only one of them could be there, and clients would get that one for the other.
 * Pure.
 */
export function placeFiles(title: string, { packages, metadata }: MemberPaths): Places {
  const places = new Map<string, PackageEntry | 'metadata'>();
  for (const path of metadata) places.set(path, 'metadata');
  for (const { entry } of packages) {
    const other = places.get(entry.location);
    if (other === undefined) places.set(entry.location, entry);
    else if (other === 'metadata' || !isSame(other, entry)) throw clash(title, entry, other);
  }
  expectFolders(title, places);
  return places;
}

function expectFolders(title: string, places: Places): void {
  // Ten thousand files lie in a few folders.
  const folders = new Set<string>();
  for (const path of places.keys()) {
    const end = path.lastIndexOf('/');
    const above = path.slice(0, end);
    if (end === -1 || folders.has(above)) continue;
    folders.add(above);
    const folder = [above, ...foldersAbove(above)].find((one) => places.has(one));
    if (folder === undefined) continue;
    throw metadataError(`The metadata of '${title}' names '${folder}' as a file, and '${path}' in it`);
  }
}

function clash(title: string, entry: PackageEntry, other: PackageEntry | 'metadata') {
  const what = other === 'metadata' ? 'and the metadata itself' : `and '${nameOf(other)}'`;
  return metadataError(`The metadata of '${title}' puts '${nameOf(entry)}' ${what} at one place, '${entry.location}'`);
}

function isSame(one: PackageEntry, other: PackageEntry): boolean {
  return one.pkgid === other.pkgid && one.size === other.size && nameOf(one) === nameOf(other);
}

function nameOf({ name, epoch, version, release, arch }: PackageEntry): string {
  return `${name}-${epoch === 0 ? '' : `${epoch}:`}${version}-${release}.${arch}`;
}

function foldersAbove(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === '.' || folder === '/' ? [] : [folder, ...foldersAbove(folder)];
}

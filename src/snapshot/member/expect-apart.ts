import type { PackageEntry } from '../../contract/snapshot.ts';
import { dirname } from 'node:path/posix';
import { metadataError } from './source-error.ts';

export interface MemberPaths {
  readonly packages: readonly PackageEntry[];
  /** Paths of the metadata files. */
  readonly metadata: Iterable<string>;
}

/**
 * Throws `SNAPSHOT_SOURCE`, naming both, where the metadata wants two things at one place: only one of them could be
 * there, and clients would get that one for the other. The same package named twice is one thing. Pure.
 */
export function expectApart(title: string, { packages, metadata }: MemberPaths): void {
  const owners = new Map<string, PackageEntry | 'metadata'>();
  for (const path of metadata) owners.set(path, 'metadata');
  for (const entry of packages) {
    const other = owners.get(entry.location);
    if (other !== undefined && (other === 'metadata' || !isSame(other, entry))) throw clash(title, entry, other);
    owners.set(entry.location, entry);
  }
  // Ten thousand files lie in a few folders.
  const folders = new Set<string>();
  for (const path of owners.keys()) {
    const end = path.lastIndexOf('/');
    const above = path.slice(0, end);
    if (end === -1 || folders.has(above)) continue;
    folders.add(above);
    const folder = [above, ...foldersAbove(above)].find((one) => owners.has(one));
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

import type { PackageEntry } from '../../contract/snapshot.ts';

/** Where a package that a derived snapshot adds is: a member of another snapshot, or a file that somebody gave. */
export type PackageOrigin =
  | { readonly kind: 'snapshot'; readonly id: string; readonly member: string }
  | { readonly kind: 'file' };

/** A package that is not in the parent. `entry.location` is where its origin has it. */
export interface AddedPackage {
  readonly entry: PackageEntry;
  readonly origin: PackageOrigin;
}

/** What becomes of one member of the parent. */
export interface MemberChange {
  readonly member: string;
  /** By `pkgid`. */
  readonly dropped: ReadonlySet<string>;
  readonly added: readonly AddedPackage[];
}

/** `chrony-4.5-1.el9.x86_64`, with the epoch where there is one: as rpm writes it. Pure. */
export function formatNevra({ name, epoch, version, release, arch }: Omit<PackageEntry, 'pkgid'>): string {
  return `${name}-${epoch === 0 ? '' : `${epoch}:`}${version}-${release}.${arch}`;
}

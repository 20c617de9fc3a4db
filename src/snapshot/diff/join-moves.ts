import type { PackageEntry } from '../../contract/snapshot.ts';
import type { PackageChange } from '../../contract/snapshot-diff.ts';
import { formatEvr } from './format-evr.ts';

/** What changed within one repository, and the files that went and came. */
export interface MemberDiff {
  readonly member: string;
  readonly changes: readonly PackageChange[];
  readonly gone: readonly PackageEntry[];
  readonly come: readonly PackageEntry[];
}

/**
 * Makes one change of two where a file went from one repository and came to another, and nothing else happened to that
 * package in either: it only moved. Pure.
 */
export function joinMoves(members: readonly MemberDiff[]): readonly MemberDiff[] {
  const sources = new Map<string, string[]>();
  for (const { member, gone } of members)
    for (const { pkgid } of gone) sources.set(pkgid, [...(sources.get(pkgid) ?? []), member]);
  if (members.length < 2 || sources.size === 0) return members;
  const changes = new Map(members.map((one) => [one.member, Map.groupBy(one.changes, keyOf)]));
  const isOnly = (member: string, kind: PackageChange['kind'], file: PackageEntry): boolean => {
    const own = changes.get(member)?.get(keyOf(file));
    return own?.length === 1 && own[0]?.kind === kind;
  };
  for (const { member, come } of members) {
    for (const file of come) {
      const from = sources.get(file.pkgid)?.find((one) => isOnly(one, 'removed', file));
      if (from === undefined || !isOnly(member, 'added', file)) continue;
      const { name, arch } = file;
      changes.get(from)?.delete(keyOf(file));
      changes
        .get(member)
        ?.set(keyOf(file), [{ member, name, arch, kind: 'moved', fromMember: from, to: formatEvr(file) }]);
    }
  }
  return members.map((one) => ({ ...one, changes: [...(changes.get(one.member)?.values() ?? [])].flat() }));
}

function keyOf({ name, arch }: Pick<PackageEntry, 'name' | 'arch'>): string {
  return `${name}.${arch}`;
}

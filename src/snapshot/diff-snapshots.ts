import type { MemberManifest, PackageEntry, SnapshotManifest, SnapshotRoot } from '../contract/snapshot.ts';
import { PACKAGE_CHANGE_KINDS, type PackageChange, type SnapshotDiff } from '../contract/snapshot-diff.ts';
import { compareEvr } from './compare-evr.ts';
import { diffContent } from './diff/diff-content.ts';
import { formatEvr } from './diff/format-evr.ts';
import { joinMoves, type MemberDiff } from './diff/join-moves.ts';

/** What `diffSnapshots` gives, of two snapshots of a root by id or reference. Throws what `find` throws. */
export async function diffWithin(
  root: Pick<SnapshotRoot, 'readDifference'>,
  from: string,
  to: string,
): Promise<SnapshotDiff> {
  const { before, after } = await root.readDifference(from, to);
  return diffSnapshots(before, after);
}

/**
 * What changes from snapshot `a` to `b`, member by member. Packages are matched by name and arch, versions compared in
 * rpm's own order, files by checksum: a version of which the files are other ones is `rebuilt`, once, however many files
 * it has; the same file in another member `moved`. Where a repository holds several versions of a name, the newest on
 * both sides are compared and every other version that came or went is named.
 */
export function diffSnapshots(a: SnapshotManifest, b: SnapshotManifest): SnapshotDiff {
  const names = [...new Set([...a.members, ...b.members].map(({ name }) => name))].sort();
  const found = names.map((name): MemberDiff => diffMember(name, packagesOf(a, name), packagesOf(b, name)));
  const changes = joinMoves(found).flatMap(({ changes: own }) => own.toSorted(byKindAndName));
  const changed = new Set(found.flatMap(({ member, changes: own }) => (own.length === 0 ? [] : [member])));
  const onlyMetadata = names.filter((name) => contentOf(a, name) !== contentOf(b, name) && !changed.has(name));
  const content = names.flatMap((name) => diffContent(name, memberOf(a, name), memberOf(b, name)));
  return { from: { id: a.id, digest: a.digest }, to: { id: b.id, digest: b.digest }, changes, content, onlyMetadata };
}

function byKindAndName(a: PackageChange, b: PackageChange): number {
  return (
    PACKAGE_CHANGE_KINDS.indexOf(a.kind) - PACKAGE_CHANGE_KINDS.indexOf(b.kind) ||
    (a.name < b.name ? -1 : Number(a.name > b.name))
  );
}

function contentOf(manifest: SnapshotManifest, member: string): string | undefined {
  return memberOf(manifest, member)?.contentDigest;
}

function packagesOf(manifest: SnapshotManifest, member: string): readonly PackageEntry[] {
  return memberOf(manifest, member)?.packages ?? [];
}

function memberOf({ members }: SnapshotManifest, member: string): MemberManifest | undefined {
  return members.find(({ name }) => name === member);
}

function diffMember(member: string, before: readonly PackageEntry[], after: readonly PackageEntry[]): MemberDiff {
  const known = new Set(before.map(({ pkgid }) => pkgid));
  const kept = new Set(after.map(({ pkgid }) => pkgid));
  const gone = before.filter(({ pkgid }) => !kept.has(pkgid));
  const come = after.filter(({ pkgid }) => !known.has(pkgid));
  const touched = new Set([...gone, ...come].map(keyOf));
  if (touched.size === 0) return { member, changes: [], gone, come };
  const names = new Set([...gone, ...come].map(({ name }) => name));
  const [left, right] = [groupByKey(before, names), groupByKey(after, names)];
  const changes = [...touched].flatMap((key) => diffVersions(member, left.get(key) ?? [], right.get(key) ?? []));
  return { member, changes, gone, come };
}

function diffVersions(
  member: string,
  before: readonly PackageEntry[],
  after: readonly PackageEntry[],
): readonly PackageChange[] {
  const sample = before[0] ?? after[0];
  if (sample === undefined) return [];
  const what = { member, name: sample.name, arch: sample.arch };
  const [from, to] = [newestOf(before), newestOf(after)];
  const changes: PackageChange[] = [];
  const order = from === undefined || to === undefined ? 0 : compareEvr(from, to);
  if (from !== undefined && to !== undefined && order !== 0) {
    changes.push({ ...what, kind: order < 0 ? 'upgraded' : 'downgraded', from: formatEvr(from), to: formatEvr(to) });
  }
  for (const entry of distinctVersions([...after, ...before])) {
    const [was, is] = [idsOf(before, entry), idsOf(after, entry)];
    if (was.size === 0) {
      if (order === 0 || compareEvr(entry, to ?? entry) !== 0)
        changes.push({ ...what, kind: 'added', to: formatEvr(entry) });
    } else if (is.size === 0) {
      if (order === 0 || compareEvr(entry, from ?? entry) !== 0)
        changes.push({ ...what, kind: 'removed', from: formatEvr(entry) });
    } else if (was.symmetricDifference(is).size > 0) {
      changes.push({ ...what, kind: 'rebuilt', to: formatEvr(entry) });
    }
  }
  return changes;
}

/** One entry of each version: a repository may hold several files of one. */
function distinctVersions(entries: readonly PackageEntry[]): readonly PackageEntry[] {
  return entries.filter((entry, index) => entries.findIndex((one) => compareEvr(one, entry) === 0) === index);
}

/** The files of that version. */
function idsOf(entries: readonly PackageEntry[], version: PackageEntry): ReadonlySet<string> {
  return new Set(entries.filter((one) => compareEvr(one, version) === 0).map(({ pkgid }) => pkgid));
}

function newestOf(entries: readonly PackageEntry[]): PackageEntry | undefined {
  return entries.reduce<PackageEntry | undefined>(
    (newest, entry) => (newest === undefined || compareEvr(newest, entry) < 0 ? entry : newest),
    undefined,
  );
}

function keyOf({ name, arch }: PackageEntry): string {
  return `${name}\t${arch}`;
}

/** Of these names alone: to make the keys of ten thousand packages takes longer than to compare the few that changed. */
function groupByKey(
  entries: readonly PackageEntry[],
  names: ReadonlySet<string>,
): ReadonlyMap<string, readonly PackageEntry[]> {
  return Map.groupBy(
    entries.filter(({ name }) => names.has(name)),
    keyOf,
  );
}

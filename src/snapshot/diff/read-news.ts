import type { ChangelogEntry, PackageEntry, SnapshotManifest, SnapshotRoot } from '../../contract/snapshot.ts';
import type { PackageChange } from '../../contract/snapshot-diff.ts';
import { formatEvr } from './format-evr.ts';

/** What the changelog of an upgraded package says since the version that was there before. */
export interface PackageNews {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Newest first. */
  readonly entries: readonly ChangelogEntry[];
  /** How many older ones were left out. */
  readonly more: number;
}

/** Packages that are looked up. */
const MOST_PACKAGES = 50;
/** Entries of one package. */
const MOST_ENTRIES = 10;

/**
 * The changelogs of what was upgraded, one for each source package, by name. A package whose repository has no changelog,
 * or nothing new in it, is left out; so is what goes beyond 50 packages, and 10 entries of each.
 */
export async function readNews(
  root: Pick<SnapshotRoot, 'changelogs'>,
  changes: readonly PackageChange[],
  { before, after }: { readonly before: SnapshotManifest; readonly after: SnapshotManifest },
): Promise<readonly PackageNews[]> {
  const wanted = chooseWanted(changes, { before, after });
  const [old, now] = await Promise.all([
    readAll(root, before.id, wanted, 'old'),
    readAll(root, after.id, wanted, 'now'),
  ]);
  return wanted.flatMap((one): readonly PackageNews[] => {
    const known = new Set((old.get(one.old.pkgid) ?? []).map((entry) => JSON.stringify(entry)));
    const news = (now.get(one.now.pkgid) ?? []).filter((entry) => !known.has(JSON.stringify(entry)));
    if (news.length === 0) return [];
    const { name } = one.now;
    const entries = news.slice(0, MOST_ENTRIES);
    return [{ name, from: formatEvr(one.old), to: formatEvr(one.now), entries, more: news.length - entries.length }];
  });
}

interface Wanted {
  readonly member: string;
  readonly old: PackageEntry;
  readonly now: PackageEntry;
}

function chooseWanted(
  changes: readonly PackageChange[],
  { before, after }: { readonly before: SnapshotManifest; readonly after: SnapshotManifest },
): readonly Wanted[] {
  const chosen = new Map<string, Wanted>();
  for (const change of changes.filter(({ kind }) => kind === 'upgraded').toSorted(byName)) {
    if (change.kind !== 'upgraded' || chosen.size === MOST_PACKAGES) continue;
    const old = findEntry(before, change, change.from);
    const now = findEntry(after, change, change.to);
    if (old === undefined || now === undefined) continue;
    const source = now.sourcerpm === '' ? now.name : now.sourcerpm;
    if (!chosen.has(source)) chosen.set(source, { member: change.member, old, now });
  }
  return [...chosen.values()];
}

function byName(a: PackageChange, b: PackageChange): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}

function findEntry(
  { members }: SnapshotManifest,
  { member, name, arch }: PackageChange,
  evr: string,
): PackageEntry | undefined {
  return members
    .find((one) => one.name === member)
    ?.packages.find((entry) => entry.name === name && entry.arch === arch && formatEvr(entry) === evr);
}

/** One reading of each repository, whatever the number of packages. */
async function readAll(
  root: Pick<SnapshotRoot, 'changelogs'>,
  id: string,
  wanted: readonly Wanted[],
  side: 'old' | 'now',
): Promise<ReadonlyMap<string, readonly ChangelogEntry[]>> {
  const groups = [...Map.groupBy(wanted, ({ member }) => member)];
  const maps = groups.map(([member, all]) =>
    root.changelogs(
      id,
      member,
      all.map((one) => one[side].pkgid),
    ),
  );
  return new Map((await Promise.all(maps)).flatMap((map) => [...map]));
}

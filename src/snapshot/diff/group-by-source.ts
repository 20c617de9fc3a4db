import type { SnapshotManifest } from '../../contract/snapshot.ts';
import { PACKAGE_CHANGE_KINDS, type PackageChange } from '../../contract/snapshot-diff.ts';
import { formatEvr } from './format-evr.ts';

/** What became of the packages that are built from one source package. */
export interface SourceChange {
  /** `chrony`; of a package whose source the metadata does not name, its own name. */
  readonly source: string;
  readonly kind: PackageChange['kind'];
  /** Default: they were not there. */
  readonly from?: string;
  /** Default: they are gone. */
  readonly to?: string;
  /** Names, each once, sorted. */
  readonly packages: readonly string[];
}

/**
 * Changes rolled up by source package: what was built together changes together, on every platform. By kind, then
 * source. Pure.
 */
export function groupBySource(
  changes: readonly PackageChange[],
  { before, after }: { readonly before: SnapshotManifest; readonly after: SnapshotManifest },
): readonly SourceChange[] {
  const names = new Set(changes.map(({ name }) => name));
  const sources = new Map([...listSources(before, names), ...listSources(after, names)]);
  const found = changes.map((change) => {
    const { kind, member, name, arch } = change;
    const from = 'from' in change ? change.from : undefined;
    const to = 'to' in change ? change.to : undefined;
    return { kind, name, from, to, source: sources.get(keyOf(member, name, arch, to ?? from)) ?? name };
  });
  const groups = Map.groupBy(found, ({ source, kind, from, to }) => JSON.stringify([source, kind, from, to]));
  const rows = [...groups.values()].flatMap((group): readonly SourceChange[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { source, kind, from, to } = first;
    const packages = [...new Set(group.map(({ name }) => name))].sort();
    return [{ source, kind, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), packages }];
  });
  return rows.sort(
    (a, b) =>
      PACKAGE_CHANGE_KINDS.indexOf(a.kind) - PACKAGE_CHANGE_KINDS.indexOf(b.kind) || (a.source < b.source ? -1 : 1),
  );
}

/** Of these packages alone: few of ten thousand change. */
function listSources(
  { members }: SnapshotManifest,
  names: ReadonlySet<string>,
): readonly (readonly [key: string, source: string])[] {
  return members.flatMap(({ name: member, packages }) =>
    packages.flatMap((entry) => {
      if (!names.has(entry.name)) return [];
      const source = /^(.+)-[^-]+-[^-]+$/.exec(entry.sourcerpm)?.[1];
      return source === undefined ? [] : [[keyOf(member, entry.name, entry.arch, formatEvr(entry)), source] as const];
    }),
  );
}

function keyOf(member: string, name: string, arch: string, evr: string | undefined): string {
  return `${member} ${name} ${arch} ${evr ?? ''}`;
}

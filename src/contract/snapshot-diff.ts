import type { ContentItem } from './snapshot.ts';

/** Something beside packages that differs between two snapshots. */
export interface ContentChange extends Pick<ContentItem, 'kind' | 'name'> {
  readonly member: string;
  readonly change: 'added' | 'removed' | 'changed';
}

/** Kinds of change, in the order they are listed. */
export const PACKAGE_CHANGE_KINDS = [
  'upgraded',
  'downgraded',
  'rebuilt',
  'moved',
  'added',
  'removed',
] as const satisfies readonly PackageChange['kind'][];

/** One package that differs between two snapshots; versions are `version-release`, with `epoch:` before it unless 0. */
export type PackageChange = { readonly member: string; readonly name: string; readonly arch: string } & (
  | { readonly kind: 'upgraded' | 'downgraded'; readonly from: string; readonly to: string }
  /** The same name and version, other bytes: built or signed again. */
  | { readonly kind: 'rebuilt'; readonly to: string }
  /** The same file, which another repository has now; `member` is that one. */
  | { readonly kind: 'moved'; readonly fromMember: string; readonly to: string }
  | { readonly kind: 'added'; readonly to: string }
  | { readonly kind: 'removed'; readonly from: string }
);

/** What changed from one snapshot to another, by member, then kind, then name. */
export interface SnapshotDiff {
  readonly from: { readonly id: string; readonly digest: string };
  readonly to: { readonly id: string; readonly digest: string };
  readonly changes: readonly PackageChange[];
  /** Modules, groups, advisories, keys and signatures, by member, then kind, then name. */
  readonly content: readonly ContentChange[];
  /** Members whose content changed without any package. */
  readonly onlyMetadata: readonly string[];
}

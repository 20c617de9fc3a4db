/** One package of a repository; the identity is `pkgid`, the checksum of the RPM file. */
export interface PackageEntry {
  readonly name: string;
  readonly arch: string;
  /** Missing epoch is 0. */
  readonly epoch: number;
  readonly version: string;
  readonly release: string;
  /** `sha256:…` of the file; another kind (`sha512:…`) where the repository's metadata uses that. */
  readonly pkgid: string;
  readonly size: number;
  /** Source RPM file name; empty when the metadata has none. */
  readonly sourcerpm: string;
}

/** One repository within a snapshot. */
export interface MemberManifest {
  readonly name: string;
  /** sha256 of the exact `repomd.xml`: what is served. */
  readonly metadataDigest: string;
  /** sha256 over sorted package identities, modules, groups and advisories: what is in it. Evidence and "changed?" use this. */
  readonly contentDigest: string;
  readonly packages: readonly PackageEntry[];
}

/** `manifest.json` of a snapshot. */
export interface SnapshotManifest {
  readonly version: 1;
  /** UTC time, `20261122T013000`. */
  readonly id: string;
  readonly createdAt: string;
  /** `sha256:…` over the members' content digests and names. */
  readonly digest: string;
  readonly members: readonly MemberManifest[];
}

/** `summary.json` of a snapshot: its manifest without the packages, small enough to read for every line of a list. */
export interface SnapshotSummary {
  readonly version: 1;
  readonly id: string;
  readonly createdAt: string;
  readonly digest: string;
  readonly members: readonly {
    readonly name: string;
    readonly metadataDigest: string;
    readonly contentDigest: string;
    /** How many packages. */
    readonly packages: number;
    /** Sum of the packages' sizes. */
    readonly bytes: number;
  }[];
}

/** Kinds of change, in the order they are told. */
export const PACKAGE_CHANGE_KINDS = [
  'upgraded',
  'downgraded',
  'rebuilt',
  'added',
  'removed',
] as const satisfies readonly PackageChange['kind'][];

/** One package that differs between two snapshots; versions are `version-release`, with `epoch:` before it unless 0. */
export type PackageChange = { readonly member: string; readonly name: string; readonly arch: string } & (
  | { readonly kind: 'upgraded' | 'downgraded'; readonly from: string; readonly to: string }
  /** The same name and version, other bytes: built or signed again. */
  | { readonly kind: 'rebuilt'; readonly to: string }
  | { readonly kind: 'added'; readonly to: string }
  | { readonly kind: 'removed'; readonly from: string }
);

/** What changed from one snapshot to another, by member, then kind, then name. */
export interface SnapshotDiff {
  readonly from: { readonly id: string; readonly digest: string };
  readonly to: { readonly id: string; readonly digest: string };
  readonly changes: readonly PackageChange[];
}

/** What the gate needs of a snapshot root, so that it does not depend on how snapshots are kept. */
export interface SnapshotRoot {
  /** Absolute path. */
  readonly path: string;
  /** Id of the snapshot a channel points to; undefined when there is no such channel. */
  readChannel(channel: string): Promise<string | undefined>;
  /** Checks that the snapshot is whole and gives its digest. Throws `SNAPSHOT_DAMAGED`, `SNAPSHOT_NOT_FOUND`. */
  verify(id: string): Promise<{ readonly digest: string }>;
  /** Runs `work` as the only writer of this root, in any process. Throws `BUSY` after a minute. */
  lock<T>(work: () => Promise<T>): Promise<T>;
}

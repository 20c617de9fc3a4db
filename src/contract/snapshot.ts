import type { AuditLog, AuditState } from './audit.ts';
import type { ChannelMove, ChannelPosition } from './channel-move.ts';
import type { AuditEntry, AuditNote } from './decision.ts';
import type { Freeze, Made, Stops, Taint } from './gate-records.ts';
import type { MemberOrigin } from './member-origin.ts';
import type { RepositoryUse } from './plan.ts';
import type { ProjectReferences } from './snapshot-references.ts';
import type { Staleness } from './stale.ts';

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
  /** Path of the file relative to the repository's top, `Packages/c/chrony-4.5-1.el9.x86_64.rpm`. */
  readonly location: string;
  /** When it was built, seconds since 1970. Default: the metadata does not say. */
  readonly built?: number;
  /** What machines have it in place of, as rpm writes that: `chrony < 4.6`. Default: nothing. */
  readonly obsoletes?: readonly string[];
}

/** One repository within a snapshot. */
export interface MemberManifest {
  readonly name: string;
  /** sha256 of the exact `repomd.xml`: what is served. */
  readonly metadataDigest: string;
  /**
   * sha256 over sorted package identities, modules, groups and advisories: what is in it. Evidence and "changed?" use
   * this.
   */
  readonly contentDigest: string;
  readonly packages: readonly PackageEntry[];
  /** Default: it is what its source had when the snapshot was taken. It has no part in any digest. */
  readonly stale?: Staleness;
  /** Modules, groups and advisories, by kind and name. Default none. */
  readonly items?: readonly ContentItem[];
  /** Files that no metadata names, taken because clients may ask for them: signing keys, `repomd.xml.asc`. Default none. */
  readonly others?: readonly OtherFile[];
  /** Where it was taken from; no part of the content. Default: the source has no name for it, or it was derived. */
  readonly origin?: MemberOrigin;
}

/** A file of a repository that its metadata does not name. */
export interface OtherFile {
  /** Relative to the repository's top. */
  readonly path: string;
  /** Hex. */
  readonly sha256: string;
}

/** Kinds of content beside packages, in the order they are listed. */
export const CONTENT_KINDS = ['module', 'group', 'advisory', 'key', 'signature'] as const;

/** `key`: one that packages or metadata are signed with; `signature`: of `repomd.xml`. */
export type ContentKind = (typeof CONTENT_KINDS)[number];

/** Something that a repository offers beside packages. */
export interface ContentItem {
  readonly kind: ContentKind;
  /** `nodejs:18`, `core`, `RHSA-2026:1`; of keys and signatures the path. */
  readonly name: string;
  /** `sha256:…` of its text. */
  readonly digest: string;
}

/** An entry of a package's changelog. */
export interface ChangelogEntry {
  /** Day, `2026-11-22`. */
  readonly at: string;
  /** `Jane Doe <jane@example.org> - 4.5-2`. */
  readonly by: string;
  readonly text: string;
}

/** What is said of a snapshot as a whole. */
interface SnapshotHead {
  readonly version: 1;
  /**
   * UTC time, `20261122T013000`; with a label, `20261122T013000.hold-chrony`, when it was derived: see `SnapshotId`.
   */
  readonly id: string;
  /** When it was made, ISO 8601 UTC. */
  readonly createdAt: string;
  /** `sha256:…` over the members' content digests and names. */
  readonly digest: string;
  /** The snapshot that it was made from by changing it. Default: it was taken from a source. */
  readonly derivedFrom?: DerivedFrom;
}

/** What a snapshot was made from, and who looked whether what came can be installed. */
export interface DerivedFrom {
  readonly id: string;
  readonly digest: string;
  /** Empty: nobody looked. Default: it is not known. */
  readonly checks?: readonly InstallCheck[];
  /** Something cannot be installed, and somebody wanted it all the same. Default false. */
  readonly isBroken?: boolean;
}

/** Who said whether packages can be installed, by the real solver. `solver`: `dnf 4.14.0`. */
export type InstallCheck =
  /** The dnf of an image, against its own packages: how many rpm knows there. */
  | { readonly by: 'image'; readonly solver: string; readonly platform: string; readonly installed: number }
  /** The dnf of the machine that derived it, as if nothing were installed. */
  | { readonly by: 'machine'; readonly solver: string };

/** `manifest.json` of a snapshot. */
export interface SnapshotManifest extends SnapshotHead {
  readonly members: readonly MemberManifest[];
}

/** `summary.json` of a snapshot: its manifest without the packages, small enough to read for every line of a list. */
export interface SnapshotSummary extends SnapshotHead {
  readonly members: readonly {
    readonly name: string;
    readonly metadataDigest: string;
    readonly contentDigest: string;
    /** How many packages. */
    readonly packages: number;
    /** Sum of the packages' sizes. */
    readonly bytes: number;
    readonly origin?: MemberOrigin;
    /** See `MemberManifest`. */
    readonly stale?: Staleness;
  }[];
}

/**
 * How much of a snapshot's packages is read to check them. `changed`: all must be there with their size, and those are
 * read whose inode or times changed since they were last read. `full`: all are read.
 */
export type VerifyDepth = (typeof VERIFY_DEPTHS)[number];

/** In the order of the work they make. */
export const VERIFY_DEPTHS = ['changed', 'full'] as const;

/** The lock of a root while it is held. */
export interface HeldLock {
  /** Called before something is done for good. Throws `BUSY` where somebody removed the lock, so that others get in. */
  expectHeld(): void;
}

/**
 * Where snapshots, channels and the log of decisions are kept, whatever that is made of: nobody above it knows a path,
 * and a channel need not be a link. References are an id, `latest` (the newest that was taken, never a derived one),
 * `last-good` (the newest that the gate said promote of and that did not fail since) or a channel's name. Everything throws `SNAPSHOT_SOURCE` when the root cannot be read.
 */
export interface SnapshotRoot {
  /** Where it is, for sentences: `/srv/mirror`. */
  readonly title: string;
  /** All whole snapshots, newest first, a derived one before its parent. Empty when there are none. */
  list(): Promise<readonly SnapshotSummary[]>;
  /** What `latest` is; undefined when nothing was taken yet. Throws `SNAPSHOT_DAMAGED`. */
  newest(): Promise<SnapshotSummary | undefined>;
  /** Throws `SNAPSHOT_NOT_FOUND` with what may have been meant, `SNAPSHOT_DAMAGED`. */
  find(reference: string): Promise<SnapshotSummary>;
  /** The snapshot with every package. Throws what `find` throws. */
  read(reference: string): Promise<SnapshotManifest>;
  /**
   * Two snapshots, of whose packages only those may be left of whose names something differs: all that a diff needs, in
   * a fraction of the time. Throws what `find` throws.
   */
  readDifference(
    from: string,
    to: string,
  ): Promise<{ readonly before: SnapshotManifest; readonly after: SnapshotManifest }>;
  /**
   * Checks that the snapshot is whole, that it holds what its manifest says and nothing else, and gives its digest.
   * Default depth: `changed`. The caller holds the lock. Throws `SNAPSHOT_DAMAGED`, `SNAPSHOT_NOT_FOUND`.
   */
  verify(id: string, depth?: VerifyDepth): Promise<{ readonly digest: string }>;
  /**
   * Changelogs of packages of one member, newest entry first, by their `pkgid`; a package is left out where the repository
   * has none of it. Reads metadata that may be large. Throws `SNAPSHOT_DAMAGED`.
   */
  changelogs(
    id: string,
    member: string,
    pkgids: readonly string[],
  ): Promise<ReadonlyMap<string, readonly ChangelogEntry[]>>;
  /** How a guest gets at the repository of one member. Does not look whether it is there. */
  locate(id: string, member: string): Promise<RepositoryUse['at']>;
  /**
   * What lies among snapshots and channels and is neither, and snapshots that no list can show, one sentence each: left
   * out, and worth a word to whoever uses the root. Empty when there is nothing.
   */
  oddities(): Promise<readonly string[]>;
  /** All channels by name, with the id of the snapshot that each points to. */
  channels(): Promise<Readonly<Record<string, string>>>;
  /**
   * Id of the snapshot a channel points to, which may be gone; undefined when there is no such channel. Throws
   * `SNAPSHOT_SOURCE` where something else has its name.
   */
  readChannel(name: string): Promise<string | undefined>;
  /** Where a channel is, and how often it has moved. Throws what `readChannel` throws. */
  readPosition(name: string): Promise<ChannelPosition>;
  /**
   * Points a channel to a snapshot in one step, making the channel when it is new. The caller holds the lock and has
   * checked that the snapshot is there. Default `expected`: wherever it is. Throws `BUSY` where it is elsewhere than
   * expected, `USAGE` for a name that no channel can have, `SNAPSHOT_SOURCE` and `NO_SPACE` where it cannot be moved;
   * then it is where it was.
   */
  moveChannel(name: string, id: string, expected?: ChannelPosition): Promise<void>;
  /** The last move of a channel; undefined: none is on record. Throws `SNAPSHOT_SOURCE` where the record is damaged. */
  readMove(channel: string): Promise<ChannelMove | undefined>;
  /** Puts a move on record in place of the last one; on disk when it returns. The caller holds the lock. */
  writeMove(move: ChannelMove): Promise<void>;
  /** Moves that were begun and not finished, by channel: the next promotion settles them. Throws what `readMove` throws. */
  unfinishedMoves(): Promise<readonly ChannelMove[]>;
  /** Adds a decision to the log; on disk when it returns. The caller holds the lock. */
  appendAudit(entry: AuditEntry): Promise<void>;
  /** The same for what is no decision. */
  appendNote(note: AuditNote): Promise<void>;
  /** What was decided and done so far: for histories, and for whoever asks why a channel is where it is. */
  readAudit(): Promise<AuditLog>;
  /**
   * Whether the log is what was written: each line follows the one before it, and none is missing at the end. Reads all
   * of it, and throws only where it cannot be read. A mirror of the log is asked each time, but only once while the lock is
   * held: it may take its time to answer.
   */
  auditState(): Promise<AuditState>;
  /**
   * When the log first names this content, ISO 8601 UTC: taken, derived or judged; by the latest time until then, where a
   * clock was turned back. `now`: times after it do not count; default: all do. Undefined: it never did.
   */
  seenAt(digest: string, now?: Date): Promise<string | undefined>;
  /** The latest time of which the log has a line, ISO 8601 UTC. Undefined: it has none. */
  loggedAt(): Promise<string | undefined>;
  /**
   * What stops promotions: freezes and taints as they lie in the root, and those of which the log says that they were made
   * and never lifted. What cannot be read freezes every channel.
   */
  readStops(): Promise<Stops>;
  /** Stops a channel, or all, at once: nobody need hold the lock. The log has it once `putFreeze` has been called too. */
  announceFreeze(freeze: Freeze): Promise<void>;
  /** Stops a channel, or all; in place of an earlier freeze of the same. Leaves a note in the log. The caller holds the lock. */
  putFreeze(freeze: Freeze): Promise<void>;
  /** Lifts the freeze of a channel (undefined: the one of all channels), with a note; false: there was none. The caller holds the lock. */
  removeFreeze(channel: string | undefined, made: Made): Promise<boolean>;
  /** Marks a content as failed after its promotion, for good, with a note. The caller holds the lock. */
  putTaint(taint: Taint): Promise<void>;
  /**
   * Keeps what a decision rests on, and gives the `sha256:…` of it, which its line in the log names as `inputs`. The same
   * data again changes nothing.
   */
  keepDecision(input: unknown): Promise<string>;
  /** What `keepDecision` was given, by its digest, as JSON has it. Throws `SNAPSHOT_DAMAGED` where it is gone, or no longer that. */
  readDecision(digest: string): Promise<unknown>;
  /** Leaves what a project refers to, in place of what it left before. Throws `SNAPSHOT_SOURCE`, `NO_SPACE`. */
  putReferences(left: ProjectReferences): Promise<void>;
  /** What all projects but one have left, however long ago. Throws `SNAPSHOT_SOURCE` where one of them cannot be read. */
  readReferences(but: string): Promise<readonly ProjectReferences[]>;
  /** Forgets what a project left; false: it left nothing. The caller holds the lock. */
  removeReferences(project: string): Promise<boolean>;
  /** The snapshot that `last-good` stands for; undefined: there is none. */
  lastGood(): Promise<SnapshotSummary | undefined>;
  /** Runs `work` as the only writer of this root, in any process. Throws `BUSY` after a minute. */
  lock<T>(work: (held: HeldLock) => Promise<T>): Promise<T>;
}

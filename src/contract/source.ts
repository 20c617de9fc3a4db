import type { MemberOrigin } from './member-origin.ts';

/** Where a repository's table of contents is, relative to its top. */
export const REPOMD = 'repodata/repomd.xml';

/** A checksum as repository metadata gives it. */
export interface Checksum {
  /** Name as `node:crypto` knows it. */
  readonly type: 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';
  /** Lower case. */
  readonly hex: string;
}

/** A file that a repository's metadata names, or one that is wanted although no metadata names it. */
export interface WantedFile {
  /** Relative to the repository's top; checked to stay inside before a source is asked. */
  readonly path: string;
  /** Undefined where no metadata says. */
  readonly checksum: Checksum | undefined;
  /** Bytes; undefined where no metadata says. */
  readonly size: number | undefined;
}

/** Digests of a file that is in the pool. */
export interface PooledFile {
  /** Hex; its name in the pool. */
  readonly sha256: string;
  /** Its checksum of the kind that the metadata uses, `sha512:…`; undefined where that is sha256. */
  readonly also: string | undefined;
}

/**
 * A file that a source does not have as it should be. The message follows the file's name: `is missing`,
 * `is damaged: it has 100 bytes, the metadata says 200`.
 */
export class WrongFile extends Error {
  override readonly name = 'WrongFile';
  readonly kind: 'missing' | 'damaged';

  constructor(kind: 'missing' | 'damaged', message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}

/**
 * Where the files of all snapshots are kept, each once, named by its sha256. The pool hashes its own copy, so nobody
 * who writes to the original meanwhile can put other bytes under a digest. Throws `WrongFile` when the bytes are not
 * those expected, and the signal's reason.
 */
export interface Pool {
  /** A file of this machine; when the pool has its bytes already, the file is only read. */
  addFile(path: string, expected: Checksum | undefined, signal: AbortSignal): Promise<PooledFile>;
  /** What `write` puts into a new file at the path that it is given: for what comes over a network. */
  addWritten(
    write: (path: string) => Promise<void>,
    expected: Checksum | undefined,
    signal: AbortSignal,
  ): Promise<PooledFile>;
  /** Bytes that are in memory. Default of `expected`: nothing is. */
  addBytes(bytes: Uint8Array, expected?: Checksum): Promise<PooledFile>;
  /** Whether the pool has that file (its sha256, hex), and it still holds these bytes: then nobody need fetch it. */
  holds(sha256: string, signal: AbortSignal): Promise<boolean>;
}

/** What a call to a source may use. */
export interface SourceContext {
  readonly signal: AbortSignal;
}

/** What a source may know of who takes from it. */
export interface SourcePlace {
  /** Absolute path of the folder of the snapshots. */
  readonly root: string;
  /** Variables that a source may be told to read: of logins, of proxies. Default: none. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Where a member goes. */
export interface SourceTarget {
  readonly pool: Pool;
  /**
   * Absolute path of a folder, made when missing, for notes that save time next time; losing them loses nothing else.
   */
  readonly notes: string;
}

/**
 * One repository as it is now. Whether it moved while it was taken shows in its metadata, compared before and after.
 */
export interface SourceMember {
  /** Where it is, for sentences: a folder, a URL. */
  readonly title: string;
  /** The file `REPOMD`, byte for byte. */
  readonly repomd: Uint8Array;
  /** What the source calls exactly this, for ever. Default: it has no name for it. */
  readonly origin?: MemberOrigin;
  /**
   * The digests of a file that the pool is known to hold as the source has it; undefined: add it. Asked once for each
   * of ten thousand files, so it looks at the file but does not read it. A source that cannot look may answer by the
   * checksum alone: whoever asks finds out whether the pool has that. Throws `WrongFile`.
   */
  known(file: WantedFile): PooledFile | undefined;
  /**
   * Brings a file into the pool. `onBytes`: told of each piece that comes, where that takes time. Throws `WrongFile`, the
   * signal's reason, and `SOURCE_UNREACHABLE` where it cannot be found out what the source has.
   */
  add(file: WantedFile, onBytes?: (bytes: number) => void): Promise<PooledFile>;
  /** How many files may be added side by side. Default 8. */
  readonly atOnce?: number;
  /**
   * Files that no metadata names and clients may ask for all the same (signing keys, `repomd.xml.asc`), sorted. No
   * RPMs: one that no metadata names cannot be verified. No other metadata either.
   */
  others(): Promise<readonly string[]>;
  /** Called once all files are in the pool: the time to keep notes. */
  finish(): Promise<void>;
}

/**
 * Where repositories are taken from: a folder of mirrors, a server, a repository manager. It keeps nothing open between
 * calls. A contract test suite runs against each (`test/contract/source.test.ts`).
 */
export interface Source {
  /** Name in the registry: `mirror`. */
  readonly name: string;
  /** Where it is, for sentences: `/srv/mirror`. */
  readonly title: string;
  /** Names of what it offers, sorted. Throws `SNAPSHOT_SOURCE` when it offers nothing. */
  members(context: SourceContext): Promise<readonly string[]>;
  /**
   * `sha256:…` of the repomd.xml that a member has now; cheap, so that it can be asked again. Throws what
   * `open` throws.
   */
  metadataDigest(member: string, context: SourceContext): Promise<string>;
  /** Throws `SNAPSHOT_SOURCE` when there is no such repository, `SOURCE_UNREACHABLE` when nobody can tell. */
  open(member: string, target: SourceTarget, context: SourceContext): Promise<SourceMember>;
}

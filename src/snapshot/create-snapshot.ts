import { SalternError } from '../contract/errors.ts';
import type { EmitFleetEvent } from '../contract/events.ts';
import { isDerivedId } from '../contract/snapshot-id.ts';
import type { HeldLock, MemberManifest, SnapshotManifest, SnapshotSummary } from '../contract/snapshot.ts';
import type { Pool, Source } from '../contract/source.ts';
import { buildSnapshot } from './build-snapshot.ts';
import { chooseMembers } from './member/choose-members.ts';
import { contentDigest, snapshotDigest } from './member/content-digest.ts';
import { readMember, type MemberReading } from './member/read-member.ts';
import { hasMoved, hasSameMetadata, hasSameSigning } from './member/has-moved.ts';
import { type HashedFiles, openHashedFiles } from './pool/hashed-files.ts';
import { openPool } from './pool/open-pool.ts';
import { explainSpace } from './root/explain-space.ts';
import { listSnapshotIds } from './root/list-snapshots.ts';
import { prepareRoot } from './root/prepare-root.ts';
import { readSnapshot } from './root/read-snapshot.ts';
import { readSummary } from './root/read-summary.ts';
import { withRootLock } from './root/root-lock.ts';
import { summarize } from './root/write-manifest.ts';
import type { TellStep } from '../contract/snapshot-step.ts';

export interface CreateSnapshotOptions {
  /** Folder that holds `snapshots/`, `pool/` and `channels/`; these are made when missing. */
  readonly root: string;
  /** Where the repositories are taken from. */
  readonly source: Source;
  /** Default: all that the source offers. */
  readonly members?: readonly string[];
  /** The time now, which becomes the snapshot's id. */
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly progress: TellStep;
  /** Writes a new snapshot into the log, while the lock is held: soaking begins there. Default: nobody does. */
  readonly note?: (manifest: SnapshotManifest) => Promise<void>;
  /** Called with the event of a new snapshot once it is on disk. Default: none. */
  readonly emit?: EmitFleetEvent;
}

export interface CreatedSnapshot {
  readonly manifest: SnapshotManifest;
  /** False when the newest snapshot already holds the same: that one is given. */
  readonly created: boolean;
}

/** How often the repositories are taken when one of them moves meanwhile. */
const ATTEMPTS = 3;

/**
 * Takes the repositories as they stand into an immutable snapshot, visible only when whole. Makes none when the newest
 * one holds the same content, even if the metadata was written again: results are bound to content, and a new name for
 * the same packages would make all of them count for nothing.
 * Throws `SNAPSHOT_SOURCE` (a repository that is not whole), `SNAPSHOT_MOVED` (one that changes faster than it can be
 * taken; transient), `BUSY`, `NO_SPACE`, and the signal's reason.
 */
export async function createSnapshot(options: CreateSnapshotOptions): Promise<CreatedSnapshot> {
  const { root, source, signal } = options;
  const created = await withRootLock(root, { signal }, async (held) => {
    const members = await chooseMembers(source, options.members, { signal });
    try {
      await prepareRoot(root);
      const hashed = await openHashedFiles(root);
      const pool = openPool(root, { hashed, onRotten: (sha256) => options.progress({ kind: 'rotten', sha256 }) });
      const taken = await takeUntilStill(members, { ...options, held, hashed, pool });
      if (taken.created) await options.note?.(taken.manifest);
      return taken;
    } catch (error) {
      signal.throwIfAborted();
      throw explainSpace(root, error);
    }
  });
  if (created.created) options.emit?.({ type: 'snapshot-taken', snapshot: summarize(created.manifest) });
  return created;
}

async function takeUntilStill(members: readonly string[], options: TakeContext): Promise<CreatedSnapshot> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const taken = await takeOnce(members, options);
    if (taken !== undefined) return taken;
    options.progress({ kind: 'again', attempt, attempts: ATTEMPTS });
  }
  throw new SalternError(
    'SNAPSHOT_MOVED',
    `A mirror below '${options.source.title}' changed each of the ${ATTEMPTS} times it was taken`,
    {
      hint: 'Take the snapshot when the mirror tool has finished, best in the same job right after it.',
      isTransient: true,
    },
  );
}

interface TakeContext extends CreateSnapshotOptions {
  readonly held: HeldLock;
  readonly hashed: HashedFiles;
  readonly pool: Pool;
}

/** Undefined: a repository moved meanwhile, nothing was made. */
async function takeOnce(members: readonly string[], options: TakeContext): Promise<CreatedSnapshot | undefined> {
  const { root, progress } = options;
  const newest = await findWholeNewest(root);
  if (newest !== undefined && (await hasSameMetadata(members, newest, options))) {
    const same = await reuse(root, newest);
    if (await hasSameSigning(same.manifest, options)) return same;
  }
  const readings: MemberReading[] = [];
  try {
    for (const member of members) {
      progress({ kind: 'metadata', member });
      readings.push(await readMember(member, options));
    }
    const manifests = readings.map(toManifest);
    if (newest?.digest === snapshotDigest(manifests))
      return (await hasMoved(readings, options)) ? undefined : await reuse(root, newest);
    const isStill = async (): Promise<boolean> => !(await hasMoved(readings, options));
    const manifest = await buildSnapshot({ readings, members: manifests, isStill }, options);
    return manifest && { manifest, created: true };
  } catch (error) {
    // A mirror that is being written lacks files for a moment: that is no damage.
    if (error instanceof SalternError && error.code === 'SNAPSHOT_SOURCE' && (await hasMoved(readings, options)))
      return undefined;
    throw error;
  }
}

/**
 * The newest that was taken: a derived snapshot is not what the source had. Undefined also where it is damaged, so that a
 * new one takes its place instead of an older one being as good.
 */
async function findWholeNewest(root: string): Promise<SnapshotSummary | undefined> {
  const id = (await listSnapshotIds(root)).find((one) => !isDerivedId(one));
  return id === undefined ? undefined : await readSummary(root, id);
}

function toManifest({
  name,
  member,
  metadataDigest,
  packages,
  documents,
  items,
  others,
}: MemberReading): MemberManifest {
  const entries = packages.map(({ entry }) => entry);
  const digest = contentDigest({ packages: entries, documents, others });
  const beside = { ...(items.length === 0 ? {} : { items }), ...(others.length === 0 ? {} : { others }) };
  const from = member.origin === undefined ? {} : { origin: member.origin };
  return { name, metadataDigest, contentDigest: digest, ...from, ...beside, packages: entries };
}

async function reuse(root: string, newest: SnapshotSummary): Promise<CreatedSnapshot> {
  return { manifest: await readSnapshot(root, newest.id), created: false };
}

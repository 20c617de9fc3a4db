import { mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDiskFull } from '../base/files/disk-full.ts';
import { SalternError } from '../contract/errors.ts';
import type { MemberManifest, SnapshotManifest, SnapshotSummary } from '../contract/snapshot.ts';
import { chooseMembers } from './choose-members.ts';
import { contentDigest, snapshotDigest } from './content-digest.ts';
import { freezeTree } from './freeze-tree.ts';
import { linkMember } from './link-member.ts';
import { listSnapshots } from './list-snapshots.ts';
import { syncToDisk } from './pool.ts';
import type { MemberReading } from './read-member.ts';
import { readMember, readMetadataDigest } from './read-member.ts';
import { readSnapshot } from './read-snapshot.ts';
import { removeTree } from './remove-tree.ts';
import { prepareRoot } from './prepare-root.ts';
import { withRootLock } from './root-lock.ts';
import { LAYOUT, PARTIAL_PREFIX } from './snapshot-layout.ts';
import { toSnapshotId, toSnapshotTime } from './snapshot-id.ts';
import { writeManifest } from './write-manifest.ts';

export interface CreateSnapshotOptions {
  /** Folder that holds the mirrors, and will hold `snapshots/`, `pool/` and `channels/`. */
  readonly root: string;
  /** `base9` is taken from `base9-latest/`. Default: every `*-latest/` below the root. */
  readonly members?: readonly string[];
  /** Gives the snapshot its name. */
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly progress: (text: string, done?: number, total?: number) => void;
}

export interface CreatedSnapshot {
  readonly manifest: SnapshotManifest;
  /** False when the newest snapshot already holds the same: that one is given. */
  readonly created: boolean;
}

/** Times a mirror that moves under our hands is taken anew. */
const ATTEMPTS = 3;

/**
 * Takes the mirrors as they stand into an immutable snapshot, visible only when whole. Makes none when the newest one
 * holds the same content, even if the metadata was written again: results are bound to content, and a new name for the
 * same packages would make all of them count for nothing.
 * Throws `SNAPSHOT_SOURCE` (a mirror that is not whole), `SNAPSHOT_MOVED` (one that changes faster than it can be
 * taken; transient), `BUSY`, `NO_SPACE`, and the signal's reason.
 */
export async function createSnapshot(options: CreateSnapshotOptions): Promise<CreatedSnapshot> {
  const { root, signal } = options;
  return withRootLock(root, { signal }, async () => {
    const members = await chooseMembers(root, options.members);
    await prepareRoot(root);
    try {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const taken = await takeOnce(members, options);
        if (taken !== undefined) return taken;
        options.progress(`a mirror changed meanwhile, taking it again (${attempt} of ${ATTEMPTS})`);
      }
    } catch (error) {
      signal.throwIfAborted();
      throw explainSpace(root, error);
    }
    throw new SalternError(
      'SNAPSHOT_MOVED',
      `A mirror below '${root}' changed each of the ${ATTEMPTS} times it was taken`,
      {
        hint: 'Take the snapshot when the mirror tool has finished, best in the same job right after it.',
        isTransient: true,
      },
    );
  });
}

/** Undefined: a mirror moved meanwhile, nothing was made. */
async function takeOnce(
  members: readonly string[],
  options: CreateSnapshotOptions,
): Promise<CreatedSnapshot | undefined> {
  const { root, signal, progress } = options;
  const newest = (await listSnapshots(root)).at(0);
  if (newest !== undefined && (await hasSameMetadata(root, members, newest))) return reuse(root, newest);
  const readings: MemberReading[] = [];
  try {
    for (const member of members) {
      progress(`${member}: metadata`);
      readings.push(await readMember(root, member, signal));
    }
    const manifests = readings.map(toMember);
    if (newest?.digest === snapshotDigest(manifests))
      return (await hasMoved(root, readings)) ? undefined : await reuse(root, newest);
    return await build(readings, manifests, options);
  } catch (error) {
    // A mirror that is being written lacks files for a moment: that is no damage.
    if (error instanceof SalternError && error.code === 'SNAPSHOT_SOURCE' && (await hasMoved(root, readings)))
      return undefined;
    throw error;
  }
}

async function build(
  readings: readonly MemberReading[],
  members: readonly MemberManifest[],
  options: CreateSnapshotOptions,
): Promise<CreatedSnapshot | undefined> {
  const { root } = options;
  const partial = join(LAYOUT.snapshots(root), `${PARTIAL_PREFIX}${crypto.randomUUID()}`);
  await mkdir(partial);
  try {
    for (const reading of readings) await linkMember(reading, join(partial, reading.name), options);
    if (await hasMoved(root, readings)) return undefined;
    const id = await chooseId(root, options.now);
    const createdAt = toSnapshotTime(id);
    const manifest = { version: 1, id, createdAt, digest: snapshotDigest(members), members } as const;
    await writeManifest(partial, manifest);
    await freezeTree(partial);
    options.signal.throwIfAborted();
    await rename(partial, LAYOUT.snapshot(root, id));
    await syncToDisk(LAYOUT.snapshots(root));
    return { manifest, created: true };
  } finally {
    // After the rename there is nothing of that name any more.
    await removeTree(partial);
  }
}

function toMember(reading: MemberReading): MemberManifest {
  const packages = reading.packages.map(({ entry }) => entry);
  return {
    name: reading.name,
    metadataDigest: reading.metadataDigest,
    contentDigest: contentDigest(packages, reading.documents),
    packages,
  };
}

async function reuse(root: string, newest: SnapshotSummary): Promise<CreatedSnapshot> {
  return { manifest: await readSnapshot(root, newest.id), created: false };
}

async function hasSameMetadata(root: string, members: readonly string[], newest: SnapshotSummary): Promise<boolean> {
  if (newest.members.length !== members.length) return false;
  for (const member of members) {
    const known = newest.members.find(({ name }) => name === member);
    if (known === undefined || known.metadataDigest !== (await readMetadataDigest(root, member))) return false;
  }
  return true;
}

async function hasMoved(root: string, readings: readonly MemberReading[]): Promise<boolean> {
  for (const { name, metadataDigest } of readings) {
    const digest = await readMetadataDigest(root, name).catch(() => undefined);
    if (digest !== metadataDigest) return true;
  }
  return false;
}

async function chooseId(root: string, now: Date): Promise<string> {
  for (let seconds = 0; ; seconds++) {
    const id = toSnapshotId(new Date(now.getTime() + seconds * 1000));
    const isTaken = await stat(LAYOUT.snapshot(root, id)).then(
      () => true,
      () => false,
    );
    if (!isTaken) return id;
  }
}

function explainSpace(root: string, error: unknown): unknown {
  if (!isDiskFull(error)) return error;
  return new SalternError('NO_SPACE', `No space is left in the snapshot root '${root}'`, {
    hint: 'Nothing half-made stays; free some space or remove old snapshots, then try again.',
    cause: error,
  });
}

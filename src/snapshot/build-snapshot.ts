import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { syncToDisk } from '../base/files/sync-to-disk.ts';
import { endAll } from '../base/wait/end-all.ts';
import { SalternError } from '../contract/errors.ts';
import { parseSnapshotId, toSnapshotId, toSnapshotTime } from '../contract/snapshot-id.ts';
import type { HeldLock, MemberManifest, SnapshotManifest } from '../contract/snapshot.ts';
import { snapshotDigest } from './member/content-digest.ts';
import { linkMember, type LinkContext } from './member/link-member.ts';
import type { MemberReading } from './member/read-member.ts';
import { nameBadMember } from './member/stand-in.ts';
import { freezeTree } from './root/freeze-tree.ts';
import { listSnapshotIds, listStrays } from './root/list-snapshots.ts';
import { removeTree } from './root/remove-tree.ts';
import { LAYOUT, PARTIAL_PREFIX } from './root/snapshot-layout.ts';
import { writeManifest } from './root/write-manifest.ts';

export interface SnapshotParts {
  readonly readings: readonly MemberReading[];
  /** The same members in the form of the manifest. */
  readonly members: readonly MemberManifest[];
  /** Whether what was read is what the source still has. */
  readonly isStill: () => Promise<boolean>;
  /** Id and parent of a snapshot that is derived from another. Default: it was taken, and its id is the time. */
  readonly derived?: { readonly id: string; readonly from: NonNullable<SnapshotManifest['derivedFrom']> };
}

export interface BuildContext extends LinkContext {
  readonly now: Date;
  readonly held: HeldLock;
}

/**
 * Links the members into a hidden folder and makes it a snapshot by one rename, under the next free second from `now`
 * on, or after the newest snapshot where the clock went back. Undefined, with nothing left behind, when the source moved meanwhile. The caller holds the root's lock. Throws
 * what `linkMember` throws.
 */
export async function buildSnapshot(
  { readings, members, isStill, derived }: SnapshotParts,
  context: BuildContext,
): Promise<SnapshotManifest | undefined> {
  const { root, signal, hashed, held } = context;
  const partial = join(LAYOUT.snapshots(root), `${PARTIAL_PREFIX}${crypto.randomUUID()}`);
  await mkdir(partial);
  try {
    const folders: string[] = [];
    for (const reading of readings) {
      const { name } = reading;
      folders.push(...(await nameBadMember(name, () => linkMember(reading, join(partial, name), context))));
    }
    if (!(await isStill())) return undefined;
    const id = derived?.id ?? (await nextId(context));
    const manifest: SnapshotManifest = {
      version: 1,
      id,
      createdAt: derived === undefined ? toSnapshotTime(id) : context.now.toISOString(),
      digest: snapshotDigest(members),
      ...(derived === undefined ? {} : { derivedFrom: derived.from }),
      members,
    };
    await endAll([writeManifest(partial, manifest), hashed.save()]);
    await freezeTree(partial, folders);
    signal.throwIfAborted();
    held.expectHeld();
    await rename(partial, LAYOUT.snapshot(root, id));
    await syncToDisk(LAYOUT.snapshots(root));
    return manifest;
  } finally {
    // After the rename there is nothing left under that name.
    await removeTree(partial);
  }
}

/**
 * Ids only grow, or a channel would stay behind: a clock that went back makes none that sorts before the newest. A folder
 * that never was a snapshot has no say in that.
 */
async function nextId({ root, now, progress }: BuildContext): Promise<string> {
  const [ids, strays] = await Promise.all([listSnapshotIds(root), listStrays(root)]);
  const newest = ids
    .map((id) => parseSnapshotId(id)?.time ?? '')
    .reduce((last, time) => (time > last ? time : last), '');
  const from = toSnapshotId(now);
  const id = chooseId([...ids, ...strays], newest >= from ? secondsAfter(newest, 1) : from);
  if (newest > from) progress({ kind: 'clock', newest, id, now });
  return id;
}

function chooseId(taken: readonly string[], from: string): string {
  for (let seconds = 0; ; seconds++) {
    const id = secondsAfter(from, seconds);
    if (!taken.includes(id)) return id;
  }
}

function secondsAfter(id: string, seconds: number): string {
  const time = new Date(Date.parse(toSnapshotTime(id)) + seconds * 1000);
  if (!Number.isNaN(time.getTime()) && time.getUTCFullYear() <= 9999) return toSnapshotId(time);
  throw new SalternError('SNAPSHOT_SOURCE', `No snapshot can follow '${id}': its id is no time, or the last there is`, {
    hint: 'Remove that snapshot; no clock was ever there.',
  });
}

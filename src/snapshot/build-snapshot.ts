import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { syncToDisk } from '../base/files/sync-to-disk.ts';
import { toSnapshotId, toSnapshotTime } from '../contract/snapshot-id.ts';
import type { MemberManifest, SnapshotManifest } from '../contract/snapshot.ts';
import { snapshotDigest } from './member/content-digest.ts';
import { linkMember, type LinkContext } from './member/link-member.ts';
import type { MemberReading } from './member/read-member.ts';
import { freezeTree } from './root/freeze-tree.ts';
import { listSnapshotIds } from './root/list-snapshots.ts';
import { removeTree } from './root/remove-tree.ts';
import { LAYOUT, PARTIAL_PREFIX } from './root/snapshot-layout.ts';
import { writeManifest } from './root/write-manifest.ts';

export interface SnapshotParts {
  readonly readings: readonly MemberReading[];
  /** The same members in the form of the manifest. */
  readonly members: readonly MemberManifest[];
  /** Whether what was read is what the source still has. */
  readonly isStill: () => Promise<boolean>;
}

/**
 * Links the members into a hidden folder and makes it a snapshot by one rename, under the next free second from `now`
 * on. Undefined, with nothing left behind, when the source moved meanwhile. The caller holds the root's lock. Throws
 * what `linkMember` throws.
 */
export async function buildSnapshot(
  { readings, members, isStill }: SnapshotParts,
  context: LinkContext & { readonly now: Date },
): Promise<SnapshotManifest | undefined> {
  const { root, now, signal } = context;
  const partial = join(LAYOUT.snapshots(root), `${PARTIAL_PREFIX}${crypto.randomUUID()}`);
  await mkdir(partial);
  try {
    for (const reading of readings) await linkMember(reading, join(partial, reading.name), context);
    if (!(await isStill())) return undefined;
    const id = chooseId(await listSnapshotIds(root), now);
    const manifest = {
      version: 1,
      id,
      createdAt: toSnapshotTime(id),
      digest: snapshotDigest(members),
      members,
    } as const;
    await writeManifest(partial, manifest);
    await freezeTree(partial);
    signal.throwIfAborted();
    await rename(partial, LAYOUT.snapshot(root, id));
    await syncToDisk(LAYOUT.snapshots(root));
    return manifest;
  } finally {
    // After the rename there is nothing left under that name.
    await removeTree(partial);
  }
}

function chooseId(taken: readonly string[], now: Date): string {
  for (let seconds = 0; ; seconds++) {
    const id = toSnapshotId(new Date(now.getTime() + seconds * 1000));
    if (!taken.includes(id)) return id;
  }
}

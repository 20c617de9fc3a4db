import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { syncToDisk } from '../../base/files/sync-to-disk.ts';
import { findChannelNameTrouble } from '../../contract/channel-name.ts';
import type { ChannelPosition } from '../../contract/channel-move.ts';
import { SalternError } from '../../contract/errors.ts';
import { readMove } from './move-record.ts';
import { readChannel } from './read-channel.ts';
import { LAYOUT } from './snapshot-layout.ts';
import { writeRoot } from './write-root.ts';

/** Where a channel is, and how often it has moved. Throws `SNAPSHOT_SOURCE`. */
export async function readPosition(root: string, name: string): Promise<ChannelPosition> {
  const [id, move] = await Promise.all([readChannel(root, name), readMove(root, name)]);
  return { id, generation: move?.generation ?? 0 };
}

/**
 * Points a channel to a snapshot by one rename: whoever reads it sees the old one or the new one, never none. The
 * caller holds the root's lock and has checked that the snapshot exists. Throws `USAGE` for a name that no channel can
 * have, `BUSY` where it is elsewhere than expected, `SNAPSHOT_SOURCE` and `NO_SPACE` where it cannot be moved: it is where it
 * was, then.
 */
export async function moveChannel(
  root: string,
  name: string,
  snapshotId: string,
  expected?: ChannelPosition,
): Promise<void> {
  const trouble = findChannelNameTrouble(name);
  if (trouble !== undefined) throw new SalternError('USAGE', trouble, { hint: "Name it 'stable', for example." });
  // What is no channel is not replaced.
  const { id, generation } = await readPosition(root, name);
  if (expected !== undefined && (id !== expected.id || generation !== expected.generation)) {
    throw new SalternError('BUSY', `Somebody moved the channel '${name}' meanwhile: it is at '${id ?? 'nothing'}'`, {
      hint: 'Nothing was moved; look at who did it, and try again.',
      isTransient: true,
    });
  }
  const folder = LAYOUT.channels(root);
  await writeRoot(root, `the channel '${name}' cannot be moved`, async () => {
    await mkdir(folder, { recursive: true });
    // A name that no channel can have, so that a crash between the two steps leaves nothing that looks like one.
    const aside = join(folder, `.${name}.new`);
    await rm(aside, { force: true });
    await symlink(join('..', 'snapshots', snapshotId), aside);
    await rename(aside, LAYOUT.channel(root, name));
  });
  // It has moved: that its folder cannot be forced to disk is no reason to say that it has not.
  await syncToDisk(folder).catch(() => undefined);
}

import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { syncToDisk } from '../../base/files/sync-to-disk.ts';
import { findChannelNameTrouble } from '../../contract/channel-name.ts';
import { SalternError } from '../../contract/errors.ts';
import { readChannel } from './read-channel.ts';
import { LAYOUT } from './snapshot-layout.ts';
import { writeRoot } from './write-root.ts';

/**
 * Points a channel to a snapshot by one rename: whoever reads it sees the old one or the new one, never none. The
 * caller holds the root's lock and has checked that the snapshot exists. Throws `USAGE` for a name that no channel can
 * have, `SNAPSHOT_SOURCE` and `NO_SPACE` where it cannot be moved: it is where it was, then.
 */
export async function moveChannel(root: string, name: string, snapshotId: string): Promise<void> {
  const trouble = findChannelNameTrouble(name);
  if (trouble !== undefined) throw new SalternError('USAGE', trouble, { hint: "Name it 'stable', for example." });
  // What is no channel is not replaced.
  await readChannel(root, name);
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

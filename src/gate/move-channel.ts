import { mkdir, open, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Points `<root>/channels/<name>` to a snapshot by one rename: whoever reads it sees the old one or the new one, never
 * none. The caller holds the root's lock and has checked that name and snapshot exist.
 */
export async function moveChannel(root: string, name: string, snapshotId: string): Promise<void> {
  const folder = join(root, 'channels');
  await mkdir(folder, { recursive: true });
  // A name that no channel can have, so that a crash between the two steps leaves nothing that looks like one.
  const aside = join(folder, `.${name}.new`);
  await rm(aside, { force: true });
  await symlink(join('..', 'snapshots', snapshotId), aside);
  await rename(aside, join(folder, name));
  await using handle = await open(folder, 'r');
  await handle.sync();
}

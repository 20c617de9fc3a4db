import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { syncToDisk } from '../../base/files/sync-to-disk.ts';
import { SalternError } from '../../contract/errors.ts';
import { isPlainName, LAYOUT } from './snapshot-layout.ts';

/**
 * Points a channel to a snapshot by one rename: whoever reads it sees the old one or the new one, never none. The
 * caller holds the root's lock and has checked that the snapshot exists. Throws `USAGE` for a name that no channel can
 * have.
 */
export async function moveChannel(root: string, name: string, snapshotId: string): Promise<void> {
  if (!isPlainName(name)) {
    throw new SalternError('USAGE', `'${name}' cannot be the name of a channel`, {
      hint: "Use letters, digits, '.', '_' and '-', for example 'stable'.",
    });
  }
  const folder = LAYOUT.channels(root);
  await mkdir(folder, { recursive: true });
  // A name that no channel can have, so that a crash between the two steps leaves nothing that looks like one.
  const aside = join(folder, `.${name}.new`);
  await rm(aside, { force: true });
  await symlink(join('..', 'snapshots', snapshotId), aside);
  await rename(aside, LAYOUT.channel(root, name));
  await syncToDisk(folder);
}

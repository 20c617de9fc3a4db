import { resolve } from 'node:path';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import { readMemberChangelogs } from './member/read-member-changelogs.ts';
import { appendAudit, readAudit } from './root/audit-log.ts';
import { listSnapshots } from './root/list-snapshots.ts';
import { locateMember } from './root/locate-member.ts';
import { listOddities } from './root/list-oddities.ts';
import { moveChannel } from './root/move-channel.ts';
import { listChannels, readChannel } from './root/read-channel.ts';
import { findNewest, findSnapshot, readSnapshot } from './root/read-snapshot.ts';
import { putFreeze, putTaint, readStops } from './root/stops.ts';
import { withRootLock } from './root/root-lock.ts';
import { verifySnapshot } from './verify-snapshot.ts';

export interface SnapshotRootOptions {
  /** Folder that holds `snapshots/`, `pool/` and `channels/`. */
  readonly path: string;
  /** URL at which a web server serves that folder to guests, without a slash at its end. Default: from this disk. */
  readonly url?: string | undefined;
  readonly signal: AbortSignal;
}

/** A snapshot root in a folder: channels are links, decisions a file. Keeps nothing open between calls. */
export function openSnapshotRoot({ path, url, signal }: SnapshotRootOptions): SnapshotRoot {
  const root = resolve(path);
  return {
    title: root,
    list: () => listSnapshots(root),
    newest: () => findNewest(root),
    find: (reference) => findSnapshot(root, reference),
    read: (reference) => readSnapshot(root, reference),
    verify: (id, depth) => verifySnapshot(root, id, { signal, ...(depth === undefined ? {} : { depth }) }),
    changelogs: (id, member, pkgids) => readMemberChangelogs(root, { id, member, pkgids, signal }),
    locate: (id, member) => Promise.resolve(locateMember({ root, url }, id, member)),
    oddities: () => listOddities(root),
    channels: () => listChannels(root),
    readChannel: (name) => readChannel(root, name),
    moveChannel: (name, id) => moveChannel(root, name, id),
    appendAudit: (entry) => appendAudit(root, entry),
    readAudit: () => readAudit(root),
    readStops: () => readStops(root),
    putFreeze: (freeze) => putFreeze(root, freeze),
    putTaint: (taint) => putTaint(root, taint),
    lock: (work) => withRootLock(root, { signal }, work),
  };
}

import { chmodSync, statSync, unlinkSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncToDisk } from '../../base/files/sync-to-disk.ts';
import type { HeldLock } from '../../contract/snapshot.ts';
import { type HashedFiles, openHashedFiles } from '../pool/hashed-files.ts';
import { removeTree } from '../root/remove-tree.ts';
import { LAYOUT, PARTIAL_PREFIX } from '../root/snapshot-layout.ts';
import { walkFiles } from './walk-files.ts';

export interface RemoveContext {
  readonly held: HeldLock;
  readonly signal: AbortSignal;
  /** Called before a snapshot goes. */
  readonly before: (id: string) => Promise<void>;
}

/**
 * Removes snapshots, and from the pool what nothing has any more. Each goes by one rename: whatever ends this process, it is
 * there whole or not at all, and whoever writes to the root next removes what is left. The caller holds the root's lock, has
 * swept what others left, and knows that nothing refers to them. Gives the bytes that became free.
 */
export async function removeSnapshots(
  root: string,
  ids: readonly string[],
  { held, signal, before }: RemoveContext,
): Promise<number> {
  const hashed = await openHashedFiles(root);
  let freed = 0;
  try {
    for (const id of ids) {
      signal.throwIfAborted();
      await before(id);
      const aside = join(LAYOUT.snapshots(root), `${PARTIAL_PREFIX}${crypto.randomUUID()}`);
      held.expectHeld();
      await rename(LAYOUT.snapshot(root, id), aside);
      await syncToDisk(LAYOUT.snapshots(root));
      freed += await unlinkFiles(root, aside, { hashed, signal });
      await removeTree(aside);
    }
    freed += await sweepPool(root, signal);
  } finally {
    await hashed.save();
  }
  return freed;
}

interface Unlinking {
  readonly hashed: HashedFiles;
  readonly signal: AbortSignal;
}

/**
 * Takes the files of a snapshot away, one by one. That a file of the pool has one name less is a change of it; what was
 * known to be good a moment ago and is otherwise the same is noted anew, or the next snapshot would read all of it again.
 */
async function unlinkFiles(root: string, folder: string, { hashed, signal }: Unlinking): Promise<number> {
  let freed = 0;
  const open = new Set<string>();
  for await (const { path, stats } of walkFiles(folder, signal)) {
    const above = dirname(path);
    if (!open.has(above)) chmodSync(above, 0o755);
    open.add(above);
    const known = hashed.known(stats);
    unlinkSync(path);
    if (stats.nlink === 1) freed += stats.size;
    const now = known && statSync(LAYOUT.pooled(root, known.sha256), { throwIfNoEntry: false });
    const isSame = now?.ino === stats.ino && now.size === stats.size && now.mtimeMs === stats.mtimeMs;
    if (known !== undefined && now !== undefined && isSame && now.nlink === stats.nlink - 1) hashed.note(now, known);
  }
  return freed;
}

/** Files whose only name is the one in the pool. */
async function sweepPool(root: string, signal: AbortSignal): Promise<number> {
  let freed = 0;
  for await (const { path, stats } of walkFiles(LAYOUT.pool(root), signal)) {
    if (stats.nlink > 1) continue;
    unlinkSync(path);
    freed += stats.size;
  }
  return freed;
}

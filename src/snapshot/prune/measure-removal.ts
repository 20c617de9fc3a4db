import { LAYOUT } from '../root/snapshot-layout.ts';
import { walkFiles } from './walk-files.ts';

/**
 * Bytes that become free when snapshots go: of files that nothing else than the pool has, and of those in the pool that
 * nothing has already. A file that another snapshot shares stays.
 */
export async function measureRemoval(root: string, ids: readonly string[], signal: AbortSignal): Promise<number> {
  const left = new Map<number, { links: number; readonly size: number }>();
  let alone = 0;
  for (const id of ids) {
    for await (const { stats } of walkFiles(LAYOUT.snapshot(root, id), signal)) {
      if (stats.nlink === 1) alone += stats.size;
      else {
        const known = left.get(stats.ino) ?? { links: stats.nlink, size: stats.size };
        known.links -= 1;
        left.set(stats.ino, known);
      }
    }
  }
  for await (const { stats } of walkFiles(LAYOUT.pool(root), signal)) if (stats.nlink === 1) alone += stats.size;
  // What is left is its name in the pool, or none at all.
  return [...left.values()].reduce((sum, { links, size }) => (links <= 1 ? sum + size : sum), alone);
}

import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTree } from './remove-tree.ts';
import { LAYOUT, PARTIAL_PREFIX } from './snapshot-layout.ts';

/**
 * Makes the folders of a snapshot root and sweeps what a dead process left. The caller holds the root's lock, so
 * whatever is half-made belongs to nobody any more.
 */
export async function prepareRoot(root: string): Promise<void> {
  await mkdir(LAYOUT.snapshots(root), { recursive: true });
  const names = await readdir(LAYOUT.snapshots(root));
  for (const name of names) if (name.startsWith(PARTIAL_PREFIX)) await removeTree(join(LAYOUT.snapshots(root), name));
  await removeTree(LAYOUT.poolTemporary(root));
  await mkdir(LAYOUT.poolTemporary(root), { recursive: true });
  await mkdir(LAYOUT.pool(root), { recursive: true });
}

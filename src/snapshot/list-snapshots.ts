import { readdir, readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { SnapshotSummary } from '../contract/snapshot.ts';
import { isSnapshotId, LAYOUT } from './snapshot-layout.ts';

const schema = z.object({
  version: z.literal(1),
  id: z.string(),
  createdAt: z.string(),
  digest: z.string(),
  members: z.array(
    z.object({
      name: z.string(),
      metadataDigest: z.string(),
      contentDigest: z.string(),
      packages: z.number(),
      bytes: z.number(),
    }),
  ),
}) satisfies z.ZodType<SnapshotSummary>;

/**
 * All whole snapshots of a root, newest first. One whose summary cannot be read is left out: `verifySnapshot` says
 * what is wrong with it. A root without snapshots gives an empty list.
 */
export async function listSnapshots(root: string): Promise<readonly SnapshotSummary[]> {
  const summaries = await Promise.all((await listSnapshotIds(root)).map((id) => readSummary(root, id)));
  return summaries.filter((summary) => summary !== undefined);
}

/** Ids of all snapshots of a root, newest first, damaged ones too. */
export async function listSnapshotIds(root: string): Promise<readonly string[]> {
  const names = await readdir(LAYOUT.snapshots(root)).catch(() => []);
  return names.filter(isSnapshotId).sort().toReversed();
}

/** Undefined when it is missing or damaged. */
export async function readSummary(root: string, id: string): Promise<SnapshotSummary | undefined> {
  try {
    const summary = schema.parse(JSON.parse(await readFile(LAYOUT.summary(LAYOUT.snapshot(root, id)), 'utf8')));
    return summary.id === id ? summary : undefined;
  } catch {
    return undefined;
  }
}

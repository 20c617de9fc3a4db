import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import type { SnapshotSummary } from '../../contract/snapshot.ts';
import { summarySchema } from './manifest-schema.ts';
import { LAYOUT } from './snapshot-layout.ts';

/** `summary.json` of a snapshot. Undefined when it is missing or damaged. */
export async function readSummary(root: string, id: string): Promise<SnapshotSummary | undefined> {
  try {
    const text = await readText(LAYOUT.summary(LAYOUT.snapshot(root, id)), MOST_BYTES.log);
    const summary = summarySchema.parse(JSON.parse(text));
    return summary.id === id ? summary : undefined;
  } catch {
    return undefined;
  }
}

import { readTextNow } from '../../base/files/read-now.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import type { SnapshotSummary } from '../../contract/snapshot.ts';
import { summarySchema } from './manifest-schema.ts';
import { LAYOUT } from './snapshot-layout.ts';

/**
 * `summary.json` of a snapshot. Undefined when it is missing or damaged. While nothing else happens: lists read one of
 * each night of a quarter.
 */
export function readSummary(root: string, id: string): SnapshotSummary | undefined {
  try {
    const text = readTextNow(LAYOUT.summary(LAYOUT.snapshot(root, id)), MOST_BYTES.log);
    const summary = summarySchema.parse(JSON.parse(text));
    return summary.id === id ? summary : undefined;
  } catch {
    return undefined;
  }
}

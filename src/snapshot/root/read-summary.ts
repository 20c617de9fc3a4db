import { readFile } from 'node:fs/promises';
import type { SnapshotSummary } from '../../contract/snapshot.ts';
import { summarySchema } from './manifest-schema.ts';
import { LAYOUT } from './snapshot-layout.ts';

/** `summary.json` of a snapshot. Undefined when it is missing or damaged. */
export async function readSummary(root: string, id: string): Promise<SnapshotSummary | undefined> {
  try {
    const text = await readFile(LAYOUT.summary(LAYOUT.snapshot(root, id)), 'utf8');
    const summary = summarySchema.parse(JSON.parse(text));
    return summary.id === id ? summary : undefined;
  } catch {
    return undefined;
  }
}

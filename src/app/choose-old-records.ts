import { SalternError } from '../contract/errors.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import { chooseRecords } from '../snapshot/prune/choose-records.ts';
import { findRecords, type KeptRecord } from '../snapshot/prune/remove-records.ts';

export interface OldRecords {
  /** Absolute folder of the root. */
  readonly path: string;
  /** How old they may be, milliseconds. Undefined: all stay. */
  readonly decisionsMs: number | undefined;
  readonly now: Date;
}

/**
 * Records of decisions that are too old, and that no channel needs. None goes while the log is not what was written: they may
 * say what it was. Throws `SNAPSHOT_DAMAGED` then.
 */
export async function chooseOldRecords(
  root: SnapshotRoot,
  { path, decisionsMs, now }: OldRecords,
): Promise<readonly KeptRecord[]> {
  if (decisionsMs === undefined) return [];
  const { trouble } = await root.auditState();
  if (trouble !== undefined) {
    throw new SalternError('SNAPSHOT_DAMAGED', `Nothing is removed, records of decisions included: ${trouble}`, {
      hint: 'See `saltern audit verify`. They may be needed to find out what happened.',
    });
  }
  const { entries } = await root.readAudit();
  return await findRecords(path, chooseRecords(entries, new Date(now.getTime() - decisionsMs).toISOString()));
}

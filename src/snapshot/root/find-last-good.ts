import type { AuditEntry } from '../../contract/decision.ts';
import { findRolledBack } from '../../contract/find-rolled-back.ts';
import { isTakenBefore } from '../../contract/snapshot-id.ts';
import type { SnapshotSummary } from '../../contract/snapshot.ts';
import { openLog, readAudit } from './audit-log.ts';
import { listSnapshots } from './list-snapshots.ts';
import { readStops } from './stops.ts';

/**
 * The newest snapshot of which the gate said promote for that channel, which is not tainted, from which nobody took the
 * channel back, and of which no later decision says that it failed; undefined where there is none.
 */
export async function findLastGood(root: string, channel: string): Promise<SnapshotSummary | undefined> {
  const log = openLog(root);
  // One after the other: the log is read once.
  const { taints } = await readStops(root, log);
  const { entries } = await readAudit(log);
  const snapshots = await listSnapshots(root);
  const good = chooseGood(entries.filter((entry) => entry.channel === channel));
  for (const { digest } of taints) good.delete(digest);
  return snapshots.find(
    ({ id, digest }) => good.get(digest) === id && findRolledBack(entries, { channel, digest }) === undefined,
  );
}

/** Contents that are good, each with the newest of its ids. */
function chooseGood(entries: readonly AuditEntry[]): Map<string, string> {
  const good = new Map<string, string>();
  for (const { to, decision, reasons } of entries) {
    const known = good.get(to.digest);
    if (decision === 'promote' && (known === undefined || isTakenBefore(known, to.id))) good.set(to.digest, to.id);
    // Too old, or frozen: it is as good as it was. Only what was tested and is wrong is not.
    if (reasons.some(({ kind }) => kind === 'fail')) good.delete(to.digest);
  }
  return good;
}

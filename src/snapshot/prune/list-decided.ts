import type { AuditEntry } from '../../contract/decision.ts';
import { isTakenBefore } from '../../contract/snapshot-id.ts';
import { chooseNeeded } from './choose-records.ts';
import type { SnapshotSummary } from '../../contract/snapshot.ts';
import type { SnapshotReference } from '../../contract/snapshot-references.ts';

/**
 * Decisions that a snapshot must stay for: of each channel the newest, the last places where it was, to go back to, the last
 * that the gate said promote of, and what waits above the channel's place: it soaks, and is what the channel moves to next.
 * Older decisions keep nothing: what they rest on is kept beside the log. Pure.
 */
export function listDecided(
  entries: readonly AuditEntry[],
  snapshots: readonly Pick<SnapshotSummary, 'id'>[],
): readonly SnapshotReference[] {
  const there = new Set(snapshots.map(({ id }) => id));
  const newestFirst = entries.toReversed().filter(({ to }) => there.has(to.id));
  return [...Map.groupBy(newestFirst, ({ channel }) => channel)].flatMap(([channel, own]) => {
    const place = own.find(({ result }) => result === 'promoted')?.to.id;
    const needed = chooseNeeded(own).map(({ to }) => to.id);
    return [...new Set([...needed, ...listWaiting(own, place)])].map((snapshot) => ({
      snapshot,
      kind: 'decision' as const,
      by: channel,
    }));
  });
}

/** Those of which the newest decision is that they wait. `place`: id where the channel is; what lies below is out of date. */
function listWaiting(newestFirst: readonly AuditEntry[], place: string | undefined): readonly string[] {
  const newest = new Map<string, AuditEntry>();
  for (const entry of newestFirst) if (!newest.has(entry.to.id)) newest.set(entry.to.id, entry);
  return [...newest.values()]
    .filter(({ decision, to }) => decision === 'wait' && (place === undefined || isTakenBefore(place, to.id)))
    .map(({ to }) => to.id);
}

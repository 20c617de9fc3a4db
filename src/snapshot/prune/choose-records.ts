import type { AuditEntry } from '../../contract/decision.ts';

/** Of each channel so many places where it was, and so many contents that the gate said yes to: one may turn out bad. */
const STEPS = 3;

/**
 * Digests of the records of decisions that may go: older than `before` (ISO 8601 UTC), and not what a channel's last moves,
 * its last yeses or its newest decision rest on. Their lines stay, with these digests. Pure.
 */
export function chooseRecords(entries: readonly AuditEntry[], before: string): readonly string[] {
  const newestFirst = entries.toReversed();
  const needed = [...Map.groupBy(newestFirst, ({ channel }) => channel).values()].flatMap(chooseNeeded);
  const young = entries.filter(({ at }) => Date.parse(at) >= Date.parse(before));
  // One record may be of several lines.
  const staying = new Set([...needed, ...young].map(({ inputs }) => inputs));
  const all = new Set(entries.flatMap(({ inputs }) => inputs ?? []));
  return [...all].filter((digest) => !staying.has(digest));
}

/** Lines of one channel that are still needed: the newest, the last places where it was, and the last yeses. Pure. */
export function chooseNeeded(newestFirst: readonly AuditEntry[]): readonly AuditEntry[] {
  return [
    ...newestFirst.slice(0, 1),
    ...lastContents(newestFirst.filter(({ result }) => result === 'promoted')),
    ...lastContents(newestFirst.filter(({ decision }) => decision === 'promote')),
  ];
}

/** Of each of the last so many contents the newest line. */
function lastContents(newestFirst: readonly AuditEntry[]): readonly AuditEntry[] {
  const newest = Map.groupBy(newestFirst, ({ to }) => to.id);
  return [...newest.values()].slice(0, STEPS).flatMap((lines) => lines.slice(0, 1));
}

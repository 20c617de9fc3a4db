import type { AuditEntry } from './decision.ts';

/** The lines of the log by which a channel truly moved, oldest first: those left out that a later line takes back. Pure. */
export function listMoves(entries: readonly AuditEntry[], channel: string): readonly AuditEntry[] {
  const own = entries.filter((entry) => entry.channel === channel && entry.action !== 'check');
  return own.filter((entry, index) => entry.result === 'promoted' && !isTakenBack(entry, own[index + 1]));
}

/** Its correction is the next line about the channel, for only the holder of the lock writes them. Pure. */
export function isTakenBack(entry: AuditEntry, next: AuditEntry | undefined): boolean {
  return (
    next?.result === 'refused' &&
    next.action === entry.action &&
    next.decidedAt === entry.decidedAt &&
    next.to.id === entry.to.id &&
    next.note.startsWith(NOT_MOVED)
  );
}

/** How the note of a correcting line begins. */
export const NOT_MOVED = 'it was not moved: ';

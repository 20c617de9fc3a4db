import type { AuditEntry } from './decision.ts';
import { listMoves } from './list-moves.ts';

/**
 * The rollback by which a channel left a content for good: it has not come there again since. Undefined: there is none.
 * `entries`: those of the log, oldest first. Pure.
 */
export function findRolledBack(
  entries: readonly AuditEntry[],
  { channel, digest }: { readonly channel: string; readonly digest: string },
): AuditEntry | undefined {
  let left: AuditEntry | undefined;
  // A line says of where the channel was no more than the id.
  const digests = new Map<string | undefined, string>();
  for (const move of listMoves(entries, channel)) {
    if (move.action === 'rollback' && digests.get(move.from) === digest) left = move;
    if (move.to.digest === digest) left = undefined;
    digests.set(move.to.id, move.to.digest);
  }
  return left;
}

import type { AuditEntry } from '../contract/decision.ts';

/** Id of the snapshot that a channel was at before it was promoted to where it is; undefined: the log knows of none. Pure. */
export function choosePrevious(moves: readonly AuditEntry[], at: string | undefined): string | undefined {
  // What a rollback left is not gone back to: that would be to and fro.
  const last = moves.findLast(({ action, to, from }) => action === 'promote' && to.id === at && from !== to.id);
  return last?.from;
}

/**
 * Whether the channel was ever at this very content, as the log has it: only there may it go back to unasked. Pure.
 * `before`: digest of the content where it was before its first move, as the record of that decision has it; default: it is
 * not known. Where a hand has put it in between, nobody let it through, and it does not go back there.
 */
export function wasThere(
  moves: readonly AuditEntry[],
  { id, digest }: { readonly id: string; readonly digest: string },
  before?: string,
): boolean {
  const isMovedTo = moves.some(({ to }) => to.id === id && to.digest === digest);
  return isMovedTo || (moves[0]?.from === id && before === digest);
}

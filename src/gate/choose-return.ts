import type { AuditEntry } from '../contract/decision.ts';

/** Id of the snapshot that a channel was at before it was promoted to where it is; undefined: the log knows of none. Pure. */
export function choosePrevious(moves: readonly AuditEntry[], at: string | undefined): string | undefined {
  // What a rollback left is not gone back to: that would be to and fro.
  const last = moves.findLast(({ action, to, from }) => action === 'promote' && to.id === at && from !== to.id);
  return last?.from;
}

/** Whether the channel was ever at this very content, as the log has it: only there may it go back to unasked. Pure. */
export function wasThere(
  moves: readonly AuditEntry[],
  { id, digest }: { readonly id: string; readonly digest: string },
): boolean {
  // Of where it was before its first move, the log has no more than the id.
  return moves.some(({ to, from }) => (to.id === id && to.digest === digest) || from === id);
}

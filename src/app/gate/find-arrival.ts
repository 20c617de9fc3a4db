import type { AuditLine } from '../../contract/audit.ts';
import type { Arrival } from '../../contract/gate-status.ts';

/**
 * How a channel got where it is, by the log, and what of it is half done: a move that the log has, and that is not to be
 * seen. `at`: where it is; undefined: it does not exist. Pure.
 */
export function findArrival(
  lines: readonly AuditLine[],
  channel: string,
  at: string | undefined,
): { readonly at: Arrival | undefined; readonly halfDone: readonly string[] } {
  const moves = listMoves(lines, channel);
  const last = moves.at(-1);
  const own = moves.findLast(({ entry }) => entry.to.id === at);
  const isHalf = last !== undefined && last.entry.to.id !== at;
  const arrival = own && own === last ? { since: own.entry.at, by: own.entry.by, line: own.number } : {};
  return {
    at: at === undefined ? undefined : { id: at, ...arrival },
    halfDone: isHalf ? [describe(channel, at, last)] : [],
  };
}

type Move = Extract<AuditLine, { readonly kind: 'decision' }>;

/** Each move that the log has and does not take back; see `correct` in `promote.ts`. */
function listMoves(lines: readonly AuditLine[], channel: string): readonly Move[] {
  const moves: Move[] = [];
  for (const line of lines) {
    if (line.kind !== 'decision' || line.entry.channel !== channel) continue;
    const { result, note, to } = line.entry;
    if (result === 'promoted') moves.push(line);
    const isTakenBack = result === 'refused' && note.startsWith('it was not moved');
    if (isTakenBack && moves.at(-1)?.entry.to.id === to.id) moves.pop();
  }
  return moves;
}

function describe(channel: string, at: string | undefined, { number, entry }: Move): string {
  const is = at === undefined ? 'does not exist' : `is at ${at}`;
  return `line ${number} of the log moved ${channel} to ${entry.to.id}, but it ${is}: promote again, or roll back`;
}

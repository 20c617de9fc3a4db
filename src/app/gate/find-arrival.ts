import type { AuditLine } from '../../contract/audit.ts';
import type { Arrival } from '../../contract/gate-status.ts';
import { listMoves } from '../../contract/list-moves.ts';

/**
 * How a channel got where it is, by the log, and what of it is half done: a move that the log has, and that is not to be
 * seen. `at`: where it is; undefined: it does not exist. Pure.
 */
export function findArrival(
  lines: readonly AuditLine[],
  channel: string,
  at: string | undefined,
): { readonly at: Arrival | undefined; readonly halfDone: readonly string[] } {
  const moves = findMoves(lines, channel);
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

/** Each move that the log has and does not take back, with its line. */
function findMoves(lines: readonly AuditLine[], channel: string): readonly Move[] {
  const decided = lines.filter((line): line is Move => line.kind === 'decision');
  const moves = new Set(
    listMoves(
      decided.map(({ entry }) => entry),
      channel,
    ),
  );
  return decided.filter(({ entry }) => moves.has(entry));
}

function describe(channel: string, at: string | undefined, { number, entry }: Move): string {
  const is = at === undefined ? 'does not exist' : `is at ${at}`;
  return `line ${number} of the log moved ${channel} to ${entry.to.id}, but it ${is}: promote again, or roll back`;
}

import { formatTime } from '../../base/time/format-time.ts';
import type { AuditLine } from '../../contract/audit.ts';
import type { AuditEntry, AuditNote } from '../../contract/decision.ts';
import { tellUnmet } from '../../contract/tell-unmet.ts';

/** A line of the log as cells of a table: number, time, what, about what, who, and a word on it. Pure. */
export function renderLogLine(line: AuditLine): readonly string[] {
  const number = String(line.number);
  return line.kind === 'decision' ? [number, ...renderEntry(line.entry)] : [number, ...renderNote(line.note)];
}

/** Heads of these cells. */
export const LOG_HEAD = ['LINE', 'TIME (UTC)', 'WHAT', 'CHANNEL', 'SNAPSHOT', 'ANSWER', 'BY', 'WHY'] as const;

function renderEntry({
  at,
  by,
  action,
  result,
  note,
  channel,
  from,
  to,
  decision,
  reasons,
}: AuditEntry): readonly string[] {
  const moved = result === 'promoted' && from !== undefined ? `${from} → ${to.id}` : to.id;
  const answer = result === 'decided' ? decision : result;
  return [formatTime(at), action, channel, moved, answer, by, sayWhy(note, reasons)];
}

/** That requirements were not met says less than which. */
function sayWhy(note: string, reasons: AuditEntry['reasons']): string {
  const isOfGate = note === '' || note.startsWith('the gate says');
  return isOfGate ? tellUnmet(reasons) || note : note;
}

function renderNote({ at, by, action, channel, snapshot, reason, until }: AuditNote): readonly string[] {
  const isStop = action === 'freeze' || action === 'unfreeze';
  const end = until === undefined ? '' : ` (until ${formatTime(until)})`;
  return [formatTime(at), action, channel ?? (isStop ? 'all' : ''), snapshot?.id ?? '', '', by, `${reason}${end}`];
}

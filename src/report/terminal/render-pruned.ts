import { cleanName } from '../../base/text/clean-text.ts';
import { formatTime } from '../../base/time/format-time.ts';
import type { AuditEntry, AuditNote } from '../../contract/decision.ts';

export interface RenderPrunedOptions {
  /** Number of its line in the log. */
  readonly number: number;
  readonly entry: AuditEntry;
  /** The line that says that its record was removed. */
  readonly note: AuditNote;
}

/** A decision of which only its line in the log is left. Pure. */
export function renderPruned({ number, entry, note }: RenderPrunedOptions): readonly string[] {
  const { decision, to, channel, decidedAt, by, action, inputs = '', reasons } = entry;
  return [
    `${decision.toUpperCase()}  ${to.id} for ${channel}`,
    `  decided ${formatTime(decidedAt)} UTC, line ${number} of the log, by ${by} (${action})`,
    `  cannot be made again: what it rested on (${inputs}) was removed by prune on ${formatTime(note.at)} UTC, by ${note.by}`,
    ...reasons.map(({ kind, instance, reason }) => `  ${kind.toUpperCase()}  ${instance}  ${reason}`),
  ].map((line) => cleanName(line).trimEnd());
}

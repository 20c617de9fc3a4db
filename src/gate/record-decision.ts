import type { GateDecision } from '../contract/decision.ts';
import type { EmitFleetEvent } from '../contract/events.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import { toAuditEntry } from './to-audit-entry.ts';

export interface RecordDecisionOptions {
  readonly root: SnapshotRoot;
  readonly decision: GateDecision;
  /** Who asked: user and host, or the CI job. */
  readonly by: string;
  readonly now: Date;
  /** Told of it once it is on disk. Default: nobody. */
  readonly emit?: EmitFleetEvent;
}

/** Appends a decision that was only asked for to the root's log. Throws `BUSY`. */
export async function recordDecision({ root, decision, by, now, emit }: RecordDecisionOptions): Promise<void> {
  await root.lock(async () => {
    const from = await root.readChannel(decision.channel);
    const entry = toAuditEntry(decision, { by, now, action: 'check', result: 'decided', note: '', from });
    await root.appendAudit(entry);
    emit?.({ type: 'decision-made', entry, decision });
  });
}

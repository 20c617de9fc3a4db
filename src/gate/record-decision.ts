import type { GateDecision } from '../contract/decision.ts';
import type { EmitFleetEvent } from '../contract/events.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import { tellWhyNot } from './tell-why-not.ts';
import { toAuditEntry } from './to-audit-entry.ts';

export interface RecordDecisionOptions {
  readonly root: SnapshotRoot;
  readonly decision: GateDecision;
  /** Digest of the record of what it rests on; see `keepRecord`. Default: none was kept. */
  readonly inputs?: string;
  /** Who asked: user and host, or the CI job. */
  readonly by: string;
  readonly now: Date;
  /** Called with the event once the decision is on disk. Default: none. */
  readonly emit?: EmitFleetEvent;
}

/** Appends a decision to the root's log, for a check that moves nothing. Throws `BUSY`. */
export async function recordDecision({ root, decision, inputs, by, now, emit }: RecordDecisionOptions): Promise<void> {
  await root.lock(async () => {
    const from = await root.readChannel(decision.channel);
    const entry = toAuditEntry(decision, {
      by,
      now,
      action: 'check',
      result: 'decided',
      note: tellWhyNot(decision),
      from,
      ...(inputs === undefined ? {} : { inputs }),
    });
    await root.appendAudit(entry);
    emit?.({ type: 'decision-made', entry, decision });
  });
}

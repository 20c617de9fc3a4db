import type { SnapshotRoot } from '../contract/snapshot.ts';
import { appendAudit, toAuditEntry } from './audit.ts';
import type { GateDecision } from '../contract/decision.ts';

export interface RecordDecisionOptions {
  readonly root: SnapshotRoot;
  readonly decision: GateDecision;
  /** Who asked: user and host, or the CI job. */
  readonly by: string;
  readonly now: Date;
}

/** Appends a decision that was only asked for to the root's log. Throws `BUSY`. */
export async function recordDecision({ root, decision, by, now }: RecordDecisionOptions): Promise<void> {
  await root.lock(async () => {
    const from = await root.readChannel(decision.channel);
    await appendAudit(
      root.path,
      toAuditEntry(decision, { by, now, action: 'check', result: 'decided', note: '', from }),
    );
  });
}

import { isMet, type AuditEntry, type GateDecision } from '../contract/decision.ts';

/** The line of the log that keeps a decision. Pure. */
export function toAuditEntry(
  decision: GateDecision,
  event: Pick<AuditEntry, 'by' | 'action' | 'result' | 'note' | 'from' | 'inputs'> & { readonly now: Date },
): AuditEntry {
  const { requirements } = decision;
  return {
    version: 1,
    at: event.now.toISOString(),
    by: event.by,
    action: event.action,
    result: event.result,
    note: event.note,
    channel: decision.channel,
    from: event.from,
    to: decision.snapshot,
    decision: decision.decision,
    ...(event.inputs === undefined ? {} : { inputs: event.inputs }),
    decidedAt: decision.at,
    policy: decision.policy,
    project: decision.project,
    required: requirements.map(({ instance }) => instance),
    reasons: requirements
      .filter(({ kind }) => !isMet(kind))
      .map(({ instance, kind, reason }) => ({ instance, kind, reason })),
    evidence: requirements.flatMap(({ instance, kind, runId, evidence: digest, waiver }) =>
      runId === undefined || digest === undefined
        ? []
        : [{ instance, kind, runId, digest, ...(waiver === undefined ? {} : { waiver }) }],
    ),
  };
}

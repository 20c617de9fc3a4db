import { writeEntry, type MoveOptions } from './guard-move.ts';
import { tellWhyNot } from './tell-why-not.ts';
import { toAuditEntry } from './to-audit-entry.ts';

/** Appends a decision to the root's log, for a check that moves nothing. Throws `BUSY`. */
export async function recordDecision(
  options: Pick<MoveOptions, 'root' | 'decision' | 'inputs' | 'by' | 'now' | 'emit'>,
): Promise<void> {
  const { root, decision, inputs, by, now } = options;
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
    await writeEntry(options, entry);
  });
}

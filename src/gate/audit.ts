import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditEntry, GateDecision } from '../contract/decision.ts';

/** Path of the log of a snapshot root. */
export function auditFile(root: string): string {
  return join(root, 'audit.ndjson');
}

/** Makes the line for a decision. Pure. */
export function toAuditEntry(
  decision: GateDecision,
  event: Pick<AuditEntry, 'by' | 'action' | 'result' | 'note' | 'from'> & { readonly now: Date },
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
    decidedAt: decision.at,
    policy: decision.policy,
    reasons: requirements
      .filter(({ kind }) => kind !== 'pass')
      .map(({ instance, kind, reason }) => ({ instance, kind, reason })),
    evidence: requirements.flatMap(({ instance, kind, runId }) =>
      runId === undefined ? [] : [{ instance, kind, runId }],
    ),
  };
}

/** Appends one line and forces it to disk. The caller holds the root's lock. */
export async function appendAudit(root: string, entry: AuditEntry): Promise<void> {
  await using file = await open(auditFile(root), 'a+', 0o644);
  const { size } = await file.stat();
  const last = Buffer.alloc(1);
  if (size > 0) await file.read(last, 0, 1, size - 1);
  // A line that a crash cut off must not swallow the next one.
  const start = size === 0 || last.toString() === '\n' ? '' : '\n';
  await file.appendFile(`${start}${JSON.stringify(entry)}\n`);
  await file.sync();
}

/** All lines that are whole, oldest first, and the numbers (from 1) of those that are not. No log: none. */
export async function readAudit(
  root: string,
): Promise<{ readonly entries: readonly AuditEntry[]; readonly damagedLines: readonly number[] }> {
  const text = await readFile(auditFile(root), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  const entries: AuditEntry[] = [];
  const damagedLines: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const entry = parseLine(line);
    if (entry === undefined) damagedLines.push(index + 1);
    else entries.push(entry);
  }
  return { entries, damagedLines };
}

function parseLine(line: string): AuditEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isEntry =
      typeof value === 'object' && value !== null && 'version' in value && value.version === 1 && 'channel' in value;
    return isEntry ? (value as AuditEntry) : undefined;
  } catch {
    return undefined;
  }
}

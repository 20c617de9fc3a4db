import { open } from 'node:fs/promises';
import { z } from 'zod';
import { ensureRegular } from '../../base/files/open-regular.ts';
import { readBytes } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { printableJson } from '../../base/json/printable-json.ts';
import { hasCode } from '../../base/error/has-code.ts';
import type { AuditEntry, AuditNote } from '../../contract/decision.ts';
import type { AuditLog } from '../../contract/snapshot.ts';
import { LAYOUT } from './snapshot-layout.ts';
import { withinRoot } from './within-root.ts';
import { writeRoot } from './write-root.ts';

/**
 * Appends one line to `audit.ndjson` and forces it to disk. The caller holds the root's lock. Throws `SNAPSHOT_SOURCE`,
 * `NO_SPACE`.
 */
export async function appendAudit(root: string, entry: AuditEntry | AuditNote): Promise<void> {
  await writeRoot(root, `the log of decisions '${LAYOUT.audit(root)}' cannot be written`, () => append(root, entry));
}

async function append(root: string, entry: AuditEntry | AuditNote): Promise<void> {
  await using file = await open(LAYOUT.audit(root), 'a+', 0o644);
  const info = await file.stat();
  // A FIFO or a device takes every line, and keeps none.
  ensureRegular(LAYOUT.audit(root), info);
  const { size } = info;
  const last = Buffer.alloc(1);
  if (size > 0) await file.read(last, 0, 1, size - 1);
  // A line that a crash cut off must not swallow the next one.
  const start = size === 0 || last.toString() === '\n' ? '' : '\n';
  await file.appendFile(`${start}${printableJson(entry)}\n`);
  await file.sync();
}

/** All lines that are whole, oldest first, and the numbers (from 1) of those that are not. Empty without a log. */
export async function readAudit(root: string): Promise<AuditLog> {
  const text = await withinRoot(root, () => readText(LAYOUT.audit(root)));
  const entries: AuditEntry[] = [];
  const damagedLines: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const entry = parseLine(line);
    if (entry === undefined) damagedLines.push(index + 1);
    else if (!('reason' in entry)) entries.push(entry);
  }
  return { entries, damagedLines };
}

const kind = z.enum(['pass', 'flaky', 'waived', 'running', 'missing', 'stale', 'invalid', 'error', 'fail']);
const named = z.object({ id: z.string(), digest: z.string() });
const deciding = z.object({ file: z.string(), digest: z.string() });

/** Form of one line. */
const schema = z
  .object({
    version: z.literal(1),
    at: z.string(),
    by: z.string(),
    action: z.enum(['check', 'promote', 'rollback']),
    result: z.enum(['decided', 'promoted', 'unchanged', 'refused']),
    note: z.string(),
    channel: z.string(),
    from: z.string().optional(),
    to: named,
    decision: z.enum(['promote', 'wait', 'reject']),
    inputs: z.string().exactOptional(),
    decidedAt: z.string(),
    policy: deciding,
    project: z.object({ digest: z.string(), overlays: z.array(deciding), leftOut: z.array(z.string()) }),
    required: z.array(z.string()),
    reasons: z.array(z.object({ instance: z.string(), kind, reason: z.string() })),
    evidence: z.array(z.object({ instance: z.string(), kind, runId: z.string(), digest: z.string() })),
  })
  // What JSON leaves out is undefined in the type.
  .transform(({ from, ...rest }) => ({ ...rest, from })) satisfies z.ZodType<AuditEntry>;

const noteSchema = z.object({
  version: z.literal(1),
  at: z.string(),
  by: z.string(),
  action: z.enum(['take', 'derive', 'freeze', 'unfreeze', 'taint', 'move', 'prune']),
  channel: z.string().exactOptional(),
  snapshot: named.exactOptional(),
  reason: z.string(),
}) satisfies z.ZodType<AuditNote>;

function parseLine(line: string): AuditEntry | AuditNote | undefined {
  try {
    return z.union([schema, noteSchema]).parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

async function readText(file: string): Promise<string> {
  try {
    // A crash may have cut a line within a character.
    return (await readBytes(file, MOST_BYTES.log)).toString('utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  }
}

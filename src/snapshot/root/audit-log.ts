import { open, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { hasCode } from '../../base/error/has-code.ts';
import type { AuditEntry } from '../../contract/decision.ts';
import type { AuditLog } from '../../contract/snapshot.ts';
import { LAYOUT } from './snapshot-layout.ts';
import { withinRoot } from './within-root.ts';

/** Appends one line to `audit.ndjson` and forces it to disk. The caller holds the root's lock. */
export async function appendAudit(root: string, entry: AuditEntry): Promise<void> {
  await using file = await open(LAYOUT.audit(root), 'a+', 0o644);
  const { size } = await file.stat();
  const last = Buffer.alloc(1);
  if (size > 0) await file.read(last, 0, 1, size - 1);
  // A line that a crash cut off must not swallow the next one.
  const start = size === 0 || last.toString() === '\n' ? '' : '\n';
  await file.appendFile(`${start}${JSON.stringify(entry)}\n`);
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
    else entries.push(entry);
  }
  return { entries, damagedLines };
}

const kind = z.enum(['pass', 'flaky', 'fail', 'error', 'missing', 'stale', 'foreign']);
const named = z.object({ id: z.string(), digest: z.string() });
const deciding = z.object({ file: z.string(), digest: z.string() });

/** Form of one line. */
const schema = z
  .object({
    version: z.literal(1),
    at: z.string(),
    by: z.string(),
    action: z.enum(['check', 'promote']),
    result: z.enum(['decided', 'promoted', 'unchanged', 'refused']),
    note: z.string(),
    channel: z.string(),
    from: z.string().optional(),
    to: named,
    decision: z.enum(['promote', 'reject']),
    decidedAt: z.string(),
    policy: deciding,
    project: z.object({ digest: z.string(), overlays: z.array(deciding), leftOut: z.array(z.string()) }),
    required: z.array(z.string()),
    reasons: z.array(z.object({ instance: z.string(), kind, reason: z.string() })),
    evidence: z.array(z.object({ instance: z.string(), kind, runId: z.string(), digest: z.string() })),
  })
  // What JSON leaves out is undefined in the type.
  .transform(({ from, ...rest }) => ({ ...rest, from })) satisfies z.ZodType<AuditEntry>;

function parseLine(line: string): AuditEntry | undefined {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  }
}

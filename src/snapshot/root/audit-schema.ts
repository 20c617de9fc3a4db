import { z } from 'zod';
import { parseJson } from '../../base/json/parse-json.ts';
import { DECISIONS, REQUIREMENT_KINDS, type AuditEntry, type AuditNote } from '../../contract/decision.ts';

/** What a line of the log says; undefined where it cannot be read. */
export function parseAuditLine(text: string): ParsedLine | undefined {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if ('decidedAt' in value) {
    const parsed = entrySchema.safeParse(value);
    return parsed.success ? { kind: 'decision', entry: parsed.data } : undefined;
  }
  const parsed = noteSchema.safeParse(value);
  return parsed.success ? { kind: 'note', note: parsed.data } : undefined;
}

type ParsedLine =
  | { readonly kind: 'decision'; readonly entry: AuditEntry }
  | { readonly kind: 'note'; readonly note: AuditNote };

const kind = z.enum(REQUIREMENT_KINDS);
const named = z.object({ id: z.string(), digest: z.string() });
const deciding = z.object({ file: z.string(), digest: z.string() });

const entrySchema = z
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
    decision: z.enum(DECISIONS),
    inputs: z.string().exactOptional(),
    decidedAt: z.string(),
    policy: deciding,
    project: z.object({ digest: z.string(), overlays: z.array(deciding), leftOut: z.array(z.string()) }),
    required: z.array(z.string()),
    reasons: z.array(z.object({ instance: z.string(), kind, reason: z.string() })),
    evidence: z.array(
      z.object({
        instance: z.string(),
        kind,
        runId: z.string(),
        digest: z.string(),
        waiver: z.string().exactOptional(),
      }),
    ),
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
  parent: named.exactOptional(),
  reason: z.string(),
  until: z.string().exactOptional(),
  instances: z.array(z.string()).exactOptional(),
  records: z.array(z.string()).exactOptional(),
}) satisfies z.ZodType<AuditNote>;

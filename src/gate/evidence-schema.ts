import { z } from 'zod';
import type { Evidence } from '../contract/evidence.ts';

/** Form of a result file. */
const evidenceSchema = z
  .object({
    version: z.literal(1),
    runId: z.string().min(1),
    instance: z.string().min(1),
    formula: z.string(),
    suite: z.string(),
    platform: z.string(),
    outcome: z.enum(['pass', 'fail', 'error', 'skip']),
    reasons: z.array(z.string()),
    snapshot: z.object({ id: z.string(), digest: z.string() }).optional(),
    formulaDigest: z.string(),
    suiteDigest: z.string(),
    recipe: z.string(),
    image: z.object({ reference: z.string(), digest: z.string() }),
    saltVersion: z.string(),
    packages: z.array(z.string()),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
  })
  // What JSON leaves out is undefined in the type.
  .transform(({ snapshot, ...rest }) => ({ ...rest, snapshot })) satisfies z.ZodType<Evidence>;

/** Throws an `Error` of one line when the text is not a whole result. */
export function parseEvidence(text: string): Evidence {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error('it is not whole JSON', { cause: error });
  }
  const parsed = evidenceSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'not a result'}`);
}

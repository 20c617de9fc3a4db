import { z } from 'zod';
import { envelopeSchema } from '../base/sign/envelope.ts';
import type { BaseComparison } from './evidence.ts';
import { OUTCOMES } from './outcome.ts';

/** Form of what a result has beyond its base image. */
export const baseSchema = z.object({
  digest: z.string(),
  beyond: z.array(z.string()),
}) satisfies z.ZodType<BaseComparison>;

const count = z.int().nonnegative();

/** Form of `Evidence`, key by key: a store keeps it with a number, and events and other machines bring it without. */
export const EVIDENCE_SHAPE = {
  version: z.literal(1),
  runId: z.string().min(1),
  instance: z.string().min(1),
  formula: z.string(),
  suite: z.string(),
  platform: z.string(),
  outcome: z.enum(OUTCOMES),
  reasons: z.array(z.string()),
  proved: z.object({ states: count, checks: count }),
  snapshot: z.object({ id: z.string(), digest: z.string() }).optional(),
  formulaDigest: z.string(),
  suiteDigest: z.string(),
  recipe: z.string(),
  image: z.object({ reference: z.string(), digest: z.string() }).optional(),
  saltVersion: z.string(),
  packages: z.array(z.string()),
  base: baseSchema.exactOptional(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  signature: envelopeSchema.exactOptional(),
} as const;

import { z } from 'zod';
import type { KeptEvidence } from '../contract/evidence.ts';
import { EVIDENCE_SHAPE } from '../contract/evidence-schema.ts';
import { OUTCOMES } from '../contract/outcome.ts';
import type { RunShard } from '../contract/shard.ts';
import type { Remembered, RunRecord } from '../contract/store.ts';

const outcome = z.enum(OUTCOMES);
const named = { formula: z.string(), suite: z.string(), platform: z.string() };

/** Form of a result; its digest is of the text, not in it. */
export const evidenceSchema = z
  .object({ number: z.int().min(1), ...EVIDENCE_SHAPE })
  // What JSON leaves out is undefined in the type.
  .transform(({ snapshot, image, packages: _packages, base: _base, ...rest }) => ({
    ...rest,
    snapshot,
    image,
  })) satisfies z.ZodType<Omit<KeptEvidence, 'digest'>>;

/** Form of what part of a fleet a run was. */
export const runShardSchema = z.object({
  index: z.int().positive(),
  count: z.int().positive(),
  of: z.string(),
  plan: z.string(),
  project: z.string(),
  root: z.string(),
}) satisfies z.ZodType<RunShard>;

/** Form of a run in short. */
export const runRecordSchema = z.object({
  version: z.literal(1),
  runId: z.string().min(1),
  verb: z.string(),
  startedAt: z.iso.datetime(),
  snapshot: z.string().exactOptional(),
  shard: runShardSchema.exactOptional(),
  instances: z.array(
    z.object({
      name: z.string(),
      ...named,
      outcome: outcome.exactOptional(),
      durationMs: z.number().exactOptional(),
    }),
  ),
  end: z.object({ outcome, durationMs: z.number(), interrupted: z.boolean() }).exactOptional(),
}) satisfies z.ZodType<RunRecord>;

const earlier = {
  runId: z.string(),
  at: z.string(),
  snapshot: z.string().nullable(),
  parts: z.object({ formula: z.string(), suite: z.string(), recipe: z.string(), snapshot: z.string() }).exactOptional(),
};

/** Form of what is remembered of each instance. */
export const rememberedSchema = z.object({
  verdicts: z.array(
    z.object({
      ...earlier,
      instance: z.string(),
      ...named,
      outcome: z.enum(['pass', 'fail', 'error']),
      hasNoChecks: z.boolean().exactOptional(),
      content: z.string().exactOptional(),
      isFlaky: z.boolean().exactOptional(),
      since: z.object({ runId: z.string(), at: z.string(), reason: z.string() }).exactOptional(),
      took: z.object({ ms: z.number(), phases: z.array(z.tuple([z.string(), z.number()]).readonly()) }).exactOptional(),
      why: z.array(z.string()).exactOptional(),
      redSince: z.object(earlier).exactOptional(),
      lastPass: z.object(earlier).exactOptional(),
    }),
  ),
  attempts: z.array(
    z.object({
      instance: z.string(),
      runId: z.string(),
      at: z.string(),
      isInterrupted: z.boolean().exactOptional(),
    }),
  ),
}) satisfies z.ZodType<Remembered>;

import { z } from 'zod';
import { DECISIONS, type GateDecision } from '../contract/decision.ts';
import { NIGHT_STEPS, type NightRecord } from '../contract/night.ts';
import { OUTCOMES } from '../contract/outcome.ts';
import type { PackageChange } from '../contract/snapshot-diff.ts';

const count = z.int().nonnegative();

/** What is only shown is taken as it stands: a night must not be lost because of one word in it. */
const decision = z.custom<GateDecision>(
  (value) =>
    z.looseObject({ version: z.literal(1), requirements: z.array(z.looseObject({})) }).safeParse(value).success,
);
const change = z.custom<PackageChange>((value) => z.looseObject({ name: z.string() }).safeParse(value).success);
const changes = z.object({ from: z.string(), changes: z.array(change) });

/** Form of the record of a night. */
export const nightSchema = z.object({
  version: z.literal(1),
  night: z.string().min(1),
  project: z.string(),
  startedAt: z.iso.datetime(),
  snapshot: z.object({ id: z.string(), digest: z.string(), isNew: z.boolean() }).exactOptional(),
  // What is undefined is left out in JSON.
  channel: z
    .object({ name: z.string(), before: z.string().optional(), after: z.string().optional() })
    .transform(({ name, before, after }) => ({ name, before, after })),
  steps: z.array(
    z.object({
      name: z.enum(NIGHT_STEPS),
      outcome: z.enum(['done', 'warning', 'skipped', 'error']),
      startedAt: z.iso.datetime(),
      durationMs: z.number(),
      text: z.string(),
    }),
  ),
  tally: z.object({
    instances: count,
    pass: count,
    fail: count,
    error: count,
    flaky: count,
    waived: count.exactOptional(),
    attempts: count,
    reused: count,
  }),
  decision: z.enum(DECISIONS).exactOptional(),
  reason: z.string(),
  end: z
    .object({
      at: z.iso.datetime(),
      outcome: z.enum(['promoted', 'waiting', 'refused', 'judged', 'error', 'interrupted']),
    })
    .exactOptional(),
  runs: z.array(z.string()),
  instances: z.array(
    z.object({
      name: z.string(),
      outcome: z.enum(OUTCOMES).exactOptional(),
      isFlaky: z.boolean().exactOptional(),
      runId: z.string().exactOptional(),
      attempts: count,
    }),
  ),
  judged: decision.exactOptional(),
  changes: z.object({ sinceNight: changes.exactOptional(), sinceChannel: changes.exactOptional() }).exactOptional(),
  holds: z
    .array(
      z.object({
        name: z.string(),
        package: z.string(),
        most: z.string().exactOptional(),
        reason: z.string(),
        author: z.string(),
        expires: z.string(),
      }),
    )
    .exactOptional(),
  tainted: z.object({ snapshot: z.string(), instances: z.array(z.string()), text: z.string() }).exactOptional(),
  told: z.array(
    z.object({
      receiver: z.string(),
      to: z.enum(['mail', 'teams', 'webhook', 'command']),
      about: z.string(),
      outcome: z.enum(['sent', 'failed']),
    }),
  ),
}) satisfies z.ZodType<NightRecord>;

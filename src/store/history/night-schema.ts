import { z } from 'zod';
import { isObject } from '../../base/json/json-value.ts';
import type { Json } from '../../base/json/json.ts';
import type { GateDecision } from '../../contract/decision.ts';
import { NIGHT_STEPS, type NightRecord } from '../../contract/night.ts';
import type { PackageChange } from '../../contract/snapshot.ts';

const outcome = z.enum(['pass', 'fail', 'error', 'skip']);
const time = z.iso.datetime();
const number = z.number().nonnegative();
const text = z.string();

/** What others wrote as a whole, and is only shown: a map. */
function map<T>(): z.ZodType<T> {
  return z.custom<T>((value) => isObject(value as Json), 'expected a map');
}

const changes = z.object({ from: text, changes: z.array(map<PackageChange>()) });

/** Form of a night's record. */
export const nightSchema = z.object({
  version: z.literal(1),
  night: text.min(1),
  project: text,
  startedAt: time,
  snapshot: z.object({ id: text, digest: text, isNew: z.boolean() }).exactOptional(),
  channel: z
    .object({ name: text, before: text.optional(), after: text.optional() })
    // What JSON leaves out is undefined in the type.
    .transform(({ name, before, after }) => ({ name, before, after })),
  steps: z.array(
    z.object({
      name: z.enum(NIGHT_STEPS),
      outcome: z.enum(['done', 'warning', 'skipped', 'error']),
      startedAt: time,
      durationMs: number,
      text,
    }),
  ),
  tally: z.object({
    instances: number,
    pass: number,
    fail: number,
    error: number,
    flaky: number,
    attempts: number,
    reused: number,
  }),
  decision: z.enum(['promote', 'reject']).exactOptional(),
  reason: text,
  end: z
    .object({ at: time, outcome: z.enum(['promoted', 'refused', 'judged', 'error', 'interrupted']) })
    .exactOptional(),
  runs: z.array(text),
  instances: z.array(
    z.object({
      name: text,
      outcome: outcome.exactOptional(),
      isFlaky: z.boolean().exactOptional(),
      runId: text.exactOptional(),
      attempts: number,
    }),
  ),
  judged: map<GateDecision>().exactOptional(),
  changes: z.object({ sinceNight: changes.exactOptional(), sinceChannel: changes.exactOptional() }).exactOptional(),
  told: z.array(
    z.object({
      receiver: text,
      to: z.enum(['mail', 'teams', 'webhook', 'command']),
      about: text,
      outcome: z.enum(['sent', 'failed']),
    }),
  ),
}) satisfies z.ZodType<NightRecord>;

import { z } from 'zod';
import type { NewRunEvent } from '../../contract/events.ts';
import { PHASES, STEPS } from '../../contract/phases.ts';
import { checkResultSchema, outcomeSchema, stateResultSchema } from '../../contract/result-schema.ts';

/** Whether it is something that a worker may tell of this instance. Pure. */
export function isEventOf(instance: string, event: NewRunEvent): boolean {
  const parsed = eventSchema.safeParse(event);
  return parsed.success && parsed.data.instance === instance;
}

const phase = z.enum(PHASES);
const about = { instance: z.string() };

/** Form of what a worker may tell of an instance: its end comes with the result, and waiting is the starter's. */
const eventSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('instance-started'), ...about }),
  z.looseObject({ type: z.literal('phase-started'), ...about, phase }),
  z.looseObject({ type: z.literal('phase-progress'), ...about, phase, text: z.string() }),
  z.looseObject({ type: z.literal('output'), ...about, phase, stream: z.enum(['stdout', 'stderr']), text: z.string() }),
  z.looseObject({
    type: z.literal('state-finished'),
    ...about,
    phase,
    after: z.array(z.enum(STEPS)),
    state: stateResultSchema,
  }),
  z.looseObject({
    type: z.literal('check-finished'),
    ...about,
    after: z.array(z.enum(STEPS)),
    check: checkResultSchema,
  }),
  z.looseObject({
    type: z.literal('retry'),
    ...about,
    phase,
    attempt: z.number(),
    attempts: z.number(),
    reason: z.string(),
  }),
  z.looseObject({ type: z.literal('phase-finished'), ...about, phase, outcome: outcomeSchema, durationMs: z.number() }),
]);

import { z } from 'zod';
import type { NewRunEvent } from '../../contract/events.ts';
import { PHASES, STEPS } from '../../contract/phases.ts';
import type { InstanceResult } from '../../contract/result.ts';

const outcome = z.enum(['pass', 'fail', 'error', 'skip']);
const texts = z.array(z.string());
const named = { formula: z.string(), suite: z.string(), platform: z.string() };
const place = z.looseObject({ file: z.string(), line: z.number().optional() }).optional();

const state = z.looseObject({
  id: z.string(),
  function: z.string(),
  name: z.string(),
  sls: z.string(),
  verdict: z.enum(['kept', 'changed', 'changed-again', 'excused', 'failed', 'blocked', 'planned', 'unclear']),
  outcome,
  diff: z.string().optional(),
  comment: z.string(),
  durationMs: z.number(),
  said: texts.optional(),
  blockedBy: texts,
  place,
});

const check = z.looseObject({
  verifier: z.string(),
  type: z.string(),
  id: z.string(),
  property: z.string(),
  outcome,
  message: z.string(),
  details: texts,
  place,
});

const pass = z.looseObject({
  outcome,
  states: z.array(state),
  problems: z.array(z.looseObject({ kind: z.string(), message: z.string(), place })),
  saltVersion: z.string(),
  durationMs: z.number(),
});

const evidence = z.looseObject({
  version: z.literal(1),
  runId: z.string(),
  instance: z.string(),
  ...named,
  outcome,
  reasons: texts,
  proved: z.object({ states: z.int().nonnegative(), checks: z.int().nonnegative() }),
  snapshot: z.object({ id: z.string(), digest: z.string() }).optional(),
  formulaDigest: z.string(),
  suiteDigest: z.string(),
  recipe: z.string(),
  image: z.object({ reference: z.string(), digest: z.string() }).optional(),
  saltVersion: z.string(),
  packages: texts,
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
});

/** Form of a result, as far as anything is done with it. */
const resultSchema = z.looseObject({
  name: z.string(),
  ...named,
  outcome,
  phases: z.array(z.looseObject({ phase: z.enum(PHASES), outcome, durationMs: z.number(), retries: z.number() })),
  steps: z.array(
    z.looseObject({
      step: z.looseObject({ do: z.enum(STEPS) }),
      after: z.array(z.enum(STEPS)),
      outcome,
      durationMs: z.number(),
      pass: pass.optional(),
      checks: z.array(check),
    }),
  ),
  trouble: z
    .looseObject({ code: z.string(), message: z.string(), hint: z.string().optional(), details: texts })
    .optional(),
  evidence: evidence.optional(),
  durationMs: z.number(),
});

const phase = z.enum(PHASES);
const about = { instance: z.string() };

/** Form of what a worker may tell of an instance: its end comes with the result, and waiting is the starter's. */
const eventSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('instance-started'), ...about }),
  z.looseObject({ type: z.literal('phase-started'), ...about, phase }),
  z.looseObject({ type: z.literal('phase-progress'), ...about, phase, text: z.string() }),
  z.looseObject({ type: z.literal('output'), ...about, phase, stream: z.enum(['stdout', 'stderr']), text: z.string() }),
  z.looseObject({ type: z.literal('state-finished'), ...about, phase, after: z.array(z.enum(STEPS)), state }),
  z.looseObject({ type: z.literal('check-finished'), ...about, after: z.array(z.enum(STEPS)), check }),
  z.looseObject({
    type: z.literal('retry'),
    ...about,
    phase,
    attempt: z.number(),
    attempts: z.number(),
    reason: z.string(),
  }),
  z.looseObject({ type: z.literal('phase-finished'), ...about, phase, outcome, durationMs: z.number() }),
]);

/** Whether it is something that a worker may tell of this instance. Pure. */
export function isEventOf(instance: string, event: NewRunEvent): boolean {
  const parsed = eventSchema.safeParse(event);
  return parsed.success && parsed.data.instance === instance;
}

/** Why what a worker sent is no result; undefined: it has the form of one. Pure. */
export function findResultTrouble(result: InstanceResult): string | undefined {
  const parsed = resultSchema.safeParse(result);
  if (parsed.success) return undefined;
  const [issue] = parsed.error.issues;
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`;
}

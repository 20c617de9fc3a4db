import { z } from 'zod';
import { EVIDENCE_SHAPE } from './evidence-schema.ts';
import { OUTCOMES } from './outcome.ts';
import type { InstanceResult } from './result.ts';
import { PHASES, STEPS } from './phases.ts';

/**
 * What is no result of an instance, in one line; undefined: it is one. For what comes from another machine or out of a
 * file. What Salt and checks say freely (`changes`, `expected`) may be anything.
 */
export function explainNoResult(value: unknown): string | undefined {
  const parsed = instanceResult.safeParse(value);
  if (parsed.success) return undefined;
  const issue = parsed.error.issues[0];
  return `${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'no result'}`;
}

/** Whether it is one: then it can be taken for what it says. */
export function isInstanceResult(value: unknown): value is InstanceResult {
  return explainNoResult(value) === undefined;
}

const text = z.string();
const ms = z.number().nonnegative();
const texts = z.array(text);
/** Form of `Outcome`. */
export const outcomeSchema = z.enum(OUTCOMES);
const count = z.int().nonnegative();
const place = z.object({ file: text, line: z.int(), column: z.int().optional() });
const foundPlace = z.object({ file: text, line: z.int().optional(), column: z.int().optional() });

/** Form of `StateResult`. */
export const stateResultSchema = z.object({
  id: text,
  function: text,
  name: text,
  sls: text,
  result: z.boolean().nullable(),
  verdict: z.enum(['kept', 'changed', 'changed-again', 'excused', 'failed', 'blocked', 'planned', 'unclear']),
  outcome: outcomeSchema,
  excuse: text.optional(),
  changes: z.unknown(),
  diff: text.optional(),
  comment: text,
  durationMs: ms,
  said: texts.optional(),
  blockedBy: texts,
  place: place.optional(),
});

const problem = z.object({
  kind: z.enum([
    'render',
    'missing-sls',
    'empty-top',
    'pillar',
    'hang',
    'dry-run',
    'unclear',
    'stale-exception',
    'other',
  ]),
  message: text,
  place: foundPlace.optional(),
});

/** Form of `CheckResult`. */
export const checkResultSchema = z.object({
  verifier: text,
  type: text,
  id: text,
  property: text,
  outcome: outcomeSchema,
  expected: z.unknown(),
  actual: z.unknown(),
  message: text,
  details: texts,
  place: place.optional(),
  durationMs: ms.optional(),
  idle: text.optional(),
});

const step = z.object({
  step: z.object({ do: z.enum(STEPS) }),
  after: z.array(z.enum(STEPS)),
  outcome: outcomeSchema,
  durationMs: ms,
  pass: z
    .object({
      outcome: outcomeSchema,
      states: z.array(stateResultSchema),
      problems: z.array(problem),
      saltVersion: text,
      durationMs: ms,
    })
    .optional(),
  checks: z.array(checkResultSchema),
});

const instanceResult = z.object({
  name: text.min(1),
  formula: text,
  suite: text,
  platform: text,
  outcome: outcomeSchema,
  phases: z.array(z.object({ phase: z.enum(PHASES), outcome: outcomeSchema, durationMs: ms, retries: count })),
  steps: z.array(step),
  trouble: z.object({ code: text, message: text, hint: text.optional(), details: texts }).optional(),
  kept: z.boolean(),
  remade: texts.optional(),
  isInUse: z.boolean().optional(),
  evidence: z.object(EVIDENCE_SHAPE).optional(),
  durationMs: ms,
  artifacts: texts.optional(),
  log: text.optional(),
});

import { z } from 'zod';
import type { RunStory } from '../../contract/history.ts';
import { OUTCOMES } from '../../contract/outcome.ts';
import { PHASES } from '../../contract/phases.ts';
import { runShardSchema } from '../record-schemas.ts';

const outcome = z.enum(OUTCOMES);
const time = z.iso.datetime();
const ms = z.number().nonnegative();
const text = z.string();
const named = { name: text.min(1), formula: text, suite: text, platform: text };
const snapshot = z.object({ id: text, digest: text });

const instanceStory = z.object({
  ...named,
  runId: text.min(1),
  night: text.exactOptional(),
  attempt: z.int().positive(),
  outcome,
  isFlaky: z.boolean().exactOptional(),
  content: text.exactOptional(),
  snapshot: snapshot.exactOptional(),
  startedAt: time,
  durationMs: ms,
  reason: text,
  phases: z.array(z.object({ phase: z.enum(PHASES), outcome, ms })),
  states: z.array(
    z.object({
      step: z.enum(['converge', 'again']),
      id: text,
      function: text,
      outcome,
      ms,
      said: text.exactOptional(),
      place: text.exactOptional(),
    }),
  ),
  checks: z.array(
    z.object({
      verifier: text,
      what: text,
      property: text,
      outcome,
      ms: ms.exactOptional(),
      said: z.array(text).exactOptional(),
      place: text.exactOptional(),
    }),
  ),
  evidence: text.exactOptional(),
  why: z.array(text),
  files: z.array(text),
});

/** Form of `story.json`. */
export const runStorySchema = z.object({
  version: z.literal(1),
  runId: text.min(1),
  verb: text,
  night: text.exactOptional(),
  startedAt: time,
  durationMs: ms,
  outcome,
  interrupted: z.boolean(),
  snapshot: text.exactOptional(),
  shard: runShardSchema.exactOptional(),
  instances: z.array(instanceStory),
}) satisfies z.ZodType<RunStory>;

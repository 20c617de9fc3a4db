import { z } from 'zod';
import { parseJson } from '../../base/json/parse-json.ts';
import type { RunStarted } from '../../contract/events.ts';
import { PHASES } from '../../contract/phases.ts';
import type { RunResult } from '../../contract/result.ts';
import { explainNoResult, isInstanceResult, outcomeSchema } from '../../contract/result-schema.ts';
import type { ToldEvent } from '../../farm/shards/shard-run.ts';
import { runShardSchema } from '../../store/record-schemas.ts';

/** What the events of a run say, as far as it matters to somebody who was not there. */
export interface ParsedEvents {
  readonly started: RunStarted;
  readonly told: readonly ToldEvent[];
  readonly result: RunResult;
  /** When it ended, milliseconds since the epoch. */
  readonly endedAt: number;
}

/** Reads `events.ndjson` of a run that has ended. Throws an `Error` of one line for what is none, or has no end. Pure. */
export function parseRunEvents(text: string): ParsedEvents {
  const lines = text.split('\n').slice(0, -1);
  let started: RunStarted | undefined;
  const told: ToldEvent[] = [];
  for (const [at, line] of lines.entries()) {
    const value = parseJson(line);
    const type = typeOf.safeParse(value).data?.type;
    if (type === undefined) throw new Error(`line ${at + 1} of its events is damaged`);
    if (type === 'run-started') started = check(startedSchema, value);
    if (type === 'instance-started' || type === 'retry') told.push(check(toldSchema, value));
    if (type !== 'run-finished') continue;
    if (started === undefined) throw new Error('its events have no beginning');
    const { at: endedAt, result } = check(endedSchema, value);
    return { started, told, result: readResult(result), endedAt };
  }
  throw new Error('it did not come to its end: it was killed, or is under way');
}

function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`its events are damaged: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

/** The instances are taken as they stand, so that what they proved stays the same text. */
function readResult(result: z.infer<typeof endedSchema>['result']): RunResult {
  for (const one of result.instances) {
    const why = explainNoResult(one);
    if (why !== undefined) throw new Error(`a result in its events is damaged: ${why}`);
  }
  refuseDeep(result);
  return { ...result, instances: result.instances.filter(isInstanceResult) };
}

/** What is nested deeper than can be written again is no result of ours. */
function refuseDeep(value: unknown): void {
  try {
    JSON.stringify(value);
  } catch (cause) {
    throw new Error('a result in its events is nested too deep', { cause });
  }
}

const at = z.number();
const typeOf = z.object({ type: z.string() });
const named = { name: z.string(), formula: z.string(), suite: z.string(), platform: z.string() };

const startedSchema = z
  .object({
    at,
    type: z.literal('run-started'),
    runId: z.string(),
    verb: z.string(),
    night: z.string().exactOptional(),
    shard: runShardSchema.exactOptional(),
    instances: z.array(
      z.object({
        ...named,
        snapshot: z.string().optional(),
        attempt: z.int().exactOptional(),
        hasFailed: z.boolean().exactOptional(),
      }),
    ),
    snapshot: z.string().optional(),
    drivers: z.array(z.string()),
    concurrency: z.number(),
    directory: z.string(),
  })
  // What JSON leaves out is undefined in the type.
  .transform(({ snapshot, ...rest }): RunStarted => ({ ...rest, snapshot }));

const toldSchema: z.ZodType<ToldEvent> = z.discriminatedUnion('type', [
  z.object({ at, type: z.literal('instance-started'), instance: z.string() }),
  z.object({
    at,
    type: z.literal('retry'),
    instance: z.string(),
    phase: z.enum(PHASES),
    attempt: z.int(),
    attempts: z.int(),
    reason: z.string(),
  }),
]);

const endedSchema = z.object({
  at,
  type: z.literal('run-finished'),
  result: z.object({
    runId: z.string(),
    outcome: outcomeSchema,
    instances: z.array(z.unknown()),
    startedAt: z.iso.datetime(),
    durationMs: z.number().nonnegative(),
    interrupted: z.boolean(),
  }),
});

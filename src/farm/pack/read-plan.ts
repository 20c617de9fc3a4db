import { z } from 'zod';
import { SalternError } from '../../contract/errors.ts';
import type { InstancePlan } from '../../contract/plan.ts';
import { SALT_LOG_LEVELS, type SaltLogLevel } from '../../contract/provisioner.ts';

/** What of a plan acts: paths, commands, sources. The rest is data that its readers check. */
const planSchema = z.looseObject({
  name: z.string(),
  formula: z.string(),
  suite: z.string(),
  platform: z.string(),
  driver: z.looseObject({ name: z.string(), config: z.record(z.string(), z.json()) }),
  salt: z.looseObject({ from: z.enum(['onedir', 'pip', 'snapshot', 'image']) }),
  prepare: z.looseObject({
    commands: z.array(z.string()),
    update: z.boolean(),
    environment: z.record(z.string(), z.string()),
    mounts: z.record(z.string(), z.string()),
  }),
  snapshot: z
    .looseObject({
      id: z.string(),
      digest: z.string(),
      repositories: z.array(
        z.looseObject({
          name: z.string(),
          at: z.union([
            z.strictObject({ kind: z.literal('directory'), path: z.string() }),
            z.strictObject({ kind: z.literal('http'), url: z.string() }),
          ]),
        }),
      ),
    })
    .optional(),
  trees: z.array(z.looseObject({ name: z.string(), path: z.string(), root: z.string() })),
  states: z.looseObject({ kind: z.enum(['states', 'top', 'tree-top', 'none']) }),
  pillar: z.looseObject({ directories: z.array(z.string()), files: z.record(z.string(), z.string()) }),
  verify: z.array(z.looseObject({ verifier: z.string() })),
  steps: z.array(z.looseObject({ do: z.enum(['converge', 'again', 'reboot', 'verify']) })),
  hooks: z.array(z.looseObject({ on: z.enum(['guest', 'host']), run: z.string() })),
  timeoutsMs: z.record(z.string(), z.number()),
});

/** A plan as it travels, with what it counts from. */
export interface TravellingPlan {
  /** With names of contents in place of paths. */
  readonly plan: InstancePlan;
  /** The project's folder on the starter's machine: recipes are relative to it. */
  readonly directory: string;
  /** How much Salt says of itself. Default: as Salt does. */
  readonly saltLog?: SaltLogLevel;
}

/** The text of a plan that travels. */
export function writePlan(travelling: TravellingPlan): string {
  return JSON.stringify(travelling);
}

/** What `writePlan` wrote. Throws `FARM_CONTENT` for what is no plan. */
export function readPlan(text: string): TravellingPlan {
  try {
    const travelling: unknown = JSON.parse(text);
    z.object({ plan: planSchema, directory: z.string(), saltLog: z.enum(SALT_LOG_LEVELS).optional() }).parse(
      travelling,
    );
    // What JSON leaves out is undefined in the type; what is not looked at here came through the same seal.
    return travelling as TravellingPlan;
  } catch (cause) {
    throw new SalternError('FARM_CONTENT', 'The plan of a job cannot be understood', { cause });
  }
}

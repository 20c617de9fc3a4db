import type { Resources } from '../contract/driver.ts';
import type { InstancePlan, ProjectIdentity } from '../contract/plan.ts';
import type { SaltLogLevel } from '../contract/provisioner.ts';
import type { RunResult } from '../contract/result.ts';
import type { BoundInstance } from '../run/bind/bind-instances.ts';
import type { RunServices } from '../run/instance/run-services.ts';
import type { RunOptions } from '../run/run-options.ts';

/** What is to be run. */
export interface FleetWork {
  readonly runId: string;
  readonly project: ProjectIdentity;
  /** As they were planned: time limits as the files say. */
  readonly plans: readonly InstancePlan[];
  /** The same, bound to what this machine has. */
  readonly bound: readonly BoundInstance[];
  /** How much Salt is to say of itself. Default: as Salt does. */
  readonly saltLog?: SaltLogLevel | undefined;
  /** What each instance usually takes, milliseconds, by name. */
  readonly usualMs: Readonly<Record<string, number>>;
}

/** Who runs instances in place of this process. */
export interface FleetRunner {
  /** Gets ready, before anything is told. Throws for what cannot be run there. */
  begin(work: FleetWork): Promise<BegunFleet>;
}

export interface BegunFleet {
  /** What all of it may use at once. */
  readonly limits: Resources;
  /** As `runInstances`: one result for each instance, in their order. */
  run(options: RunOptions, services: RunServices): Promise<RunResult>;
}

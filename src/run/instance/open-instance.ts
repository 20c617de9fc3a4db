import type { Json } from '../../base/json/json.ts';
import type { Prepared } from '../../contract/prepare.ts';
import type { DriverContext } from '../../contract/context.ts';
import { SalternError } from '../../contract/errors.ts';
import { runFolder } from '../../contract/project-folders.ts';
import type { CheckResult, ConvergeResult, StepResult } from '../../contract/result.ts';
import type { Outcome } from '../../contract/outcome.ts';
import type { Phase, StepName } from '../../contract/phases.ts';
import type { BoundInstance } from '../bind/bind-instances.ts';
import type { RunServices } from './run-services.ts';
import { openRecord, type InstanceRecord } from './record.ts';
import { Way } from './way.ts';

/** One instance while a command works on it, and what has come of it so far. */
export interface Instance extends AsyncDisposable {
  readonly bound: BoundInstance;
  readonly services: RunServices;
  readonly record: InstanceRecord;
  readonly way: Way;
  /** Set by `prepare`. */
  prepared: Prepared | undefined;
  /** Steps that were done, in their order. */
  readonly steps: StepResult[];
  /** Digests of what was asserted, one for each verifier; undefined before anything was. */
  asserted: readonly string[] | undefined;
  /** What was installed when it was last looked at, as `parseBuilds` gives it; undefined: nobody could find out. */
  builds: readonly string[] | undefined;
  /** Why the one that was there was removed; undefined: none was. */
  remade: readonly string[] | undefined;
}

/** What a phase is given besides the instance. */
export interface PhaseCall {
  /** Aborted when the run is, and when the phase's time is over. */
  readonly signal: AbortSignal;
  /** Milliseconds the phase may take. */
  readonly timeoutMs: number;
}

/** The result of a phase that could be finished: a verdict. */
export interface PhaseEnd {
  readonly outcome: Outcome;
  readonly pass?: ConvergeResult;
  readonly checks?: readonly CheckResult[];
  /** What could not be found out beside what is in here. Default: all was. */
  readonly trouble?: { readonly error: unknown };
}

/** Reads what is known of the instance; disposing closes the ways into it, not the instance. Throws `STATE_DAMAGED`. */
export async function openInstance(bound: BoundInstance, services: RunServices): Promise<Instance> {
  const way = new Way(bound, services.provisioner, services.secrets);
  return {
    bound,
    services,
    record: await openRecord(bound, services),
    way,
    prepared: undefined,
    steps: [],
    asserted: undefined,
    builds: undefined,
    remade: undefined,
    [Symbol.asyncDispose]: () => way.close(),
  };
}

/** Names of the steps that were done so far. */
export function stepsBefore({ steps }: Instance): readonly StepName[] {
  return steps.map(({ step }) => step.do);
}

/** What the driver is given for a call on behalf of a phase. */
export function driverContext(
  { bound, services }: Instance,
  phase: Phase,
  { signal, timeoutMs }: PhaseCall,
): DriverContext {
  const { project, runId, environment, cacheDirectory, directory, now, emit } = services;
  const instance = bound.plan.name;
  return {
    signal,
    project,
    runId,
    timeoutMs,
    environment,
    cacheDirectory,
    now,
    artifacts: runFolder(directory).logs,
    progress: (text, done, total) => emit({ type: 'phase-progress', instance, phase, text, done, total }),
    output: (text, stream = 'stdout') => emit({ type: 'output', instance, phase, stream, text }),
  };
}

/** The driver's handle of an instance that was created. Throws `STATE_DAMAGED`. */
export function handleOf({ bound, record }: Instance): Json {
  const handle = findHandle({ bound, record });
  if (handle !== undefined) return handle;
  const { name } = bound.plan;
  throw new SalternError('STATE_DAMAGED', `The state file of '${name}' holds no usable handle`, {
    hint: `Run \`saltern destroy ${name}\`, which finds instances by their labels too.`,
  });
}

/** The handle, or undefined when there is none: a create that was cut short leaves only a label to find it by. */
export function findHandle({ bound, record }: Pick<Instance, 'bound' | 'record'>): Json | undefined {
  const handle = bound.driver.handleSchema.safeParse(record.state?.handle);
  return handle.success ? handle.data : undefined;
}

import type { PhaseResult, Trouble } from '../contract/result.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { Instance } from './instance/open-instance.ts';
import { destroy } from './phases/destroy.ts';
import { runPhase } from './phases/run-phase.ts';
import type { RunOptions } from './run-options.ts';
import { toTrouble } from '../contract/to-trouble.ts';

/** How the run went, before the instance is tidied up. */
export interface Ending {
  readonly outcome: Outcome;
  /** Whether this run made the instance. */
  readonly isMade: boolean;
}

export interface TidiedUp {
  /** Whether the instance is still there. */
  readonly kept: boolean;
  /** Whether it is there only because somebody is in it. */
  readonly isInUse?: boolean;
  /** The removal, if there was one. */
  readonly phase: PhaseResult | undefined;
  readonly trouble: Trouble | undefined;
}

/** Removes the instance or keeps it, as the policy says; nothing is taken from who is in it. Throws nothing. */
export async function tidyUp(instance: Instance, ending: Ending, options: RunOptions): Promise<TidiedUp> {
  const { record, services, bound } = instance;
  // No create was begun, so there is nothing to remove or keep.
  if (!record.state) return { kept: false, phase: undefined, trouble: undefined };
  if (!record.isThere) return await remove(instance);
  try {
    if (!isToDestroy(ending, options)) return await keep(instance);
    using door = await services.sessions.shutOut(bound.plan.name);
    return door === undefined ? { ...(await keep(instance)), isInUse: true } : await remove(instance);
  } catch (error) {
    return { kept: true, phase: undefined, trouble: toTrouble(error) };
  }
}

async function keep({ record, way }: Instance): Promise<TidiedUp> {
  await way.close();
  if (record.state?.isKept === false) await record.keep();
  return { kept: true, phase: undefined, trouble: undefined };
}

async function remove(instance: Instance): Promise<TidiedUp> {
  // The run's signal may have been aborted: what is removed now must not stop because of it.
  const { signal } = new AbortController();
  const { result, trouble } = await runPhase(instance, { phase: 'destroy', work: destroy, signal });
  return { kept: trouble !== undefined, phase: result, trouble: trouble && toTrouble(trouble.error) };
}

function isToDestroy({ outcome, isMade }: Ending, { goal, destroy: policy, signal }: RunOptions): boolean {
  if (goal !== 'test') return false;
  if (signal.aborted) return isMade && policy !== 'never';
  return policy === 'always' || (policy === 'passing' && (outcome === 'pass' || outcome === 'skip'));
}

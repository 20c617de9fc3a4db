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
  /** The removal, if there was one. */
  readonly phase: PhaseResult | undefined;
  readonly trouble: Trouble | undefined;
}

/** Removes the instance or keeps it, as the policy says. Throws nothing. */
export async function tidyUp(instance: Instance, ending: Ending, options: RunOptions): Promise<TidiedUp> {
  const { record, way } = instance;
  // No create was begun, so there is nothing to remove or keep.
  if (!record.state) return { kept: false, phase: undefined, trouble: undefined };
  if (isToDestroy(record.isCreated, ending, options)) return await remove(instance);
  try {
    await way.close();
    if (!record.state.isKept) await record.keep();
    return { kept: record.isCreated, phase: undefined, trouble: undefined };
  } catch (error) {
    return { kept: true, phase: undefined, trouble: toTrouble(error) };
  }
}

async function remove(instance: Instance): Promise<TidiedUp> {
  // The run's signal may have been aborted: what is removed now must not stop because of it.
  const { signal } = new AbortController();
  const { result, trouble } = await runPhase(instance, { phase: 'destroy', work: destroy, signal });
  return { kept: trouble !== undefined, phase: result, trouble: trouble && toTrouble(trouble.error) };
}

function isToDestroy(
  isCreated: boolean,
  { outcome, isMade }: Ending,
  { goal, destroy: policy, signal }: RunOptions,
): boolean {
  if (!isCreated) return true;
  if (goal !== 'test') return false;
  if (signal.aborted) return isMade && policy !== 'never';
  return policy === 'always' || (policy === 'passing' && (outcome === 'pass' || outcome === 'skip'));
}

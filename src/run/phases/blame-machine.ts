import { SalternError } from '../../contract/errors.ts';
import type { ConvergeResult, StateResult } from '../../contract/result.ts';
import { driverContext, type Instance, type PhaseCall } from '../instance/open-instance.ts';

/**
 * Throws `MACHINE_FULL` where everything that failed in a pass says of itself that this machine lacks something, and the
 * driver sees that it does. One state that failed for another reason is enough for a verdict: the formula is wrong.
 */
export async function blameMachine(
  instance: Instance,
  phase: 'converge' | 'again',
  { pass, call }: { readonly pass: ConvergeResult; readonly call: PhaseCall },
): Promise<void> {
  const { driver, plan } = instance.bound;
  const failed = pass.states.filter(({ outcome, blockedBy }) => outcome === 'fail' && blockedBy.length === 0);
  if (pass.outcome !== 'fail' || failed.length === 0 || pass.problems.length > 0) return;
  const trouble = await driver.machineTrouble?.(failed.map(textOf), driverContext(instance, phase, call));
  if (trouble === undefined) return;
  const names = failed.map(({ id }) => `'${id}'`).join(', ');
  throw new SalternError('MACHINE_FULL', `'${plan.name}' could not apply ${names}: ${trouble.why}`, {
    hint: trouble.hint,
    doctor: 'counts them',
    details: failed.map(textOf),
  });
}

function textOf({ comment, said = [] }: StateResult): string {
  return [comment, ...said].join('\n');
}

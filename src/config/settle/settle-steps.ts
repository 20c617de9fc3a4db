import type { InstancePlan } from '../../contract/plan.ts';
import { STEPS, type Step, type StepName } from '../../contract/phases.ts';
import { atEach, combine, fixedLayer, listItems, type Layer } from '../layer.ts';
import type { Levels } from './levels.ts';
import type { Setting } from './setting.ts';

const DEFAULT_STEPS: readonly StepName[] = ['converge', 'again', 'verify'];

/**
 * The steps of one instance, without those that its suite has no use for: `converge` and `again` where there are no
 * states, `again` where it is not checked. So one list may serve a whole project.
 */
export function settleSteps(
  { test }: Levels,
  { states, again }: Pick<InstancePlan, 'states' | 'again'>,
): Setting<readonly Step[]> {
  const written = combine(atEach(test, 'steps'));
  const isOfUse = (step: StepName): boolean =>
    states.kind === 'none' ? step !== 'converge' && step !== 'again' : step !== 'again' || again.check;
  const left = (written.value === undefined ? DEFAULT_STEPS : readSteps(written)).filter(isOfUse);
  const steps = written.value === undefined ? fixedLayer([...left], 'default') : written;
  return { value: left.map((step) => ({ do: step })), from: { steps } };
}

/** The steps that a list names; for anything else in it, the schema has complained. */
export function readSteps(written: Layer): readonly StepName[] {
  return listItems([written]).flatMap(({ value }) => STEPS.find((step) => step === value) ?? []);
}

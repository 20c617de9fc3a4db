import type { InstancePlan } from '../../contract/model.ts';
import { STEPS, type Step, type StepName } from '../../contract/phases.ts';
import { at, listItems, type Layer } from '../files/layer.ts';
import { complainAt, placeIn, type Loading } from '../files/loading.ts';

const DEFAULT_STEPS: readonly StepName[] = ['converge', 'again', 'verify'];

/**
 * The steps of one instance, those left out that its suite has no use for: `converge` and `again` without states, and
 * `again` where the second pass is not checked. So one list may stand for a whole project.
 */
export function settleSteps(
  written: Layer,
  { states, again, verify }: Pick<InstancePlan, 'states' | 'again' | 'verify'>,
  loading: Loading,
): readonly Step[] {
  const steps = written.value === undefined ? DEFAULT_STEPS : readSteps(written);
  const isOfUse = (step: StepName): boolean =>
    states.kind === 'none' ? step !== 'converge' && step !== 'again' : step !== 'again' || again.check;
  const left = steps.filter(isOfUse);
  // A word that is none was complained about, and what is missing may be what it stood for.
  const isWhole = Array.isArray(written.value) && !loading.flawed.has(placeIn(loading, written).file);
  if (isWhole) complainAboutSteps(written, { steps, left, states, verify }, loading);
  return left.map((step) => ({ do: step }));
}

function readSteps(written: Layer): readonly StepName[] {
  return listItems([written]).flatMap(({ value }) => STEPS.find((step) => step === value) ?? []);
}

function complainAboutSteps(
  written: Layer,
  found: Pick<InstancePlan, 'states' | 'verify'> & {
    readonly steps: readonly StepName[];
    readonly left: readonly StepName[];
  },
  loading: Loading,
): void {
  const { steps, left, states, verify } = found;
  const complain = (layer: Layer, message: string) => complainAt(loading, placeIn(loading, layer), message);
  const [first] = steps;
  if (first === undefined) {
    complain(written, "'steps' is empty: leave it out, or say what `test` does");
    return;
  }
  if (states.kind !== 'none' && first !== 'converge') {
    complain(at(written, 0), `'steps': the first is 'converge' where there are states, got '${first}'`);
  }
  const second = steps.findIndex((step, index) => step === 'converge' && steps.indexOf(step) < index);
  if (second > 0) complain(at(written, second), "'steps': 'converge' comes once; each further pass is 'again'");
  if (verify.length > 0 && !left.includes('verify')) {
    complain(written, "'steps' has no 'verify', so the checks would never run");
  } else if (!left.includes('converge') && !left.includes('verify')) {
    complain(written, "'steps' proves nothing: it needs 'converge' or 'verify'");
  }
}

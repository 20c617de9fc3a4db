import { STEPS, type InstancePlan, type Step } from '../../contract/model.ts';
import { at, listItems, type Layer } from '../files/layer.ts';
import { complainAt, placeIn, type Loading } from '../files/loading.ts';

const DEFAULT_STEPS: readonly Step[] = ['converge', 'again', 'verify'];

/**
 * The steps of one instance, those left out that its suite has no use for: `converge` and `again` without states, and
 * `again` where the second pass is not checked. So one list may stand for a whole project.
 */
export function settleSteps(
  written: Layer,
  { states, idempotence, checks }: Pick<InstancePlan, 'states' | 'idempotence' | 'checks'>,
  loading: Loading,
): readonly Step[] {
  const steps = written.value === undefined ? DEFAULT_STEPS : readSteps(written);
  const isOfUse = (step: Step): boolean =>
    states.kind === 'none' ? step !== 'converge' && step !== 'again' : step !== 'again' || idempotence.check;
  const left = steps.filter(isOfUse);
  // A word that is none was complained about, and what is missing may be what it stood for.
  const isWhole = Array.isArray(written.value) && !loading.flawed.has(placeIn(loading, written).file);
  if (isWhole) complainAboutSteps(written, { steps, left, states, checks }, loading);
  return left;
}

function readSteps(written: Layer): readonly Step[] {
  return listItems([written]).flatMap(({ value }) => STEPS.find((step) => step === value) ?? []);
}

function complainAboutSteps(
  written: Layer,
  found: Pick<InstancePlan, 'states' | 'checks'> & { readonly steps: readonly Step[]; readonly left: readonly Step[] },
  loading: Loading,
): void {
  const { steps, left, states, checks } = found;
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
  if (checks.length > 0 && !left.includes('verify')) {
    complain(written, "'steps' has no 'verify', so the checks would never run");
  } else if (!left.includes('converge') && !left.includes('verify')) {
    complain(written, "'steps' proves nothing: it needs 'converge' or 'verify'");
  }
}

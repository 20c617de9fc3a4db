import type { RequirementVerdict } from '../contract/decision.ts';
import { describeFlakes } from '../contract/count-flakes.ts';
import type { GateInput } from './gate-input.ts';

/** The verdict with how often the instance was flaky lately, where it is. Pure. */
export function noteFlakes(
  verdict: RequirementVerdict,
  { flakes = {} }: Pick<GateInput, 'flakes'>,
): RequirementVerdict {
  const own = Object.hasOwn(flakes, verdict.instance) ? flakes[verdict.instance] : undefined;
  const text = own && describeFlakes(own);
  if (verdict.kind !== 'flaky' || text === undefined) return verdict;
  return { ...verdict, notes: [...verdict.notes, text] };
}

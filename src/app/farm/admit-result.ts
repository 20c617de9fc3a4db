import { SalternError } from '../../contract/errors.ts';
import type { Evidence } from '../../contract/evidence.ts';
import type { InstancePlan } from '../../contract/plan.ts';
import type { InstanceResult, Trouble } from '../../contract/result.ts';
import { toTrouble } from '../../contract/to-trouble.ts';
import { explainNoResult } from '../../contract/result-schema.ts';
import type { InstanceDigests } from '../../run/digest-plan.ts';
import { emptyResult } from '../../run/empty-result.ts';
import { contentChanged, UNKNOWN } from '../../run/evidence.ts';

/** What a result is compared with. */
export interface Expected {
  readonly plan: InstancePlan;
  readonly runId: string;
  /** What evidence of the plan must have now, by this machine's own disk, or why that cannot be found out. */
  readonly digests: InstanceDigests | Trouble;
  /** Whether one of those has signed it who must. */
  readonly isSigned: boolean;
  /** The attempt that it is of, from 1. */
  readonly attempt: number;
}

/**
 * The result of a worker as this machine counts it. One that is of something else than was asked for is an error without
 * evidence, whatever it says; one of content that has changed here meanwhile is an error too, as it would be of a local
 * run. Attempts that were lost are counted with the first phase. Pure.
 */
export function admitResult(result: InstanceResult, expected: Expected): InstanceResult {
  const { plan, digests, attempt } = expected;
  const trouble = explainNoResult(result);
  const foreign = trouble === undefined ? findForeign(result, expected) : `it has no form of a result, ${trouble}`;
  if (foreign !== undefined) {
    const { name } = plan;
    const error = new SalternError(
      'FARM_CONTENT',
      `What a worker sent for '${name}' is not what was asked for: ${foreign}`,
    );
    return { ...emptyResult(plan), trouble: toTrouble(error) };
  }
  const counted = countLost({ ...result, kept: false }, attempt - 1);
  const { evidence } = counted;
  if (evidence === undefined) return counted;
  const changed = 'code' in digests ? digests : findChange(plan, evidence, digests);
  if (changed === undefined) return counted;
  const outcome = result.outcome === 'pass' ? 'error' : result.outcome;
  // It says something else now than was signed.
  const { signature: _signature, ...rest } = evidence;
  const reasons = [...evidence.reasons, changed.message];
  return { ...counted, outcome, trouble: counted.trouble ?? changed, evidence: { ...rest, outcome, reasons } };
}

/** Whether formula and suite still are what was sent. */
function findChange({ name }: InstancePlan, evidence: Evidence, digests: InstanceDigests): Trouble | undefined {
  if (evidence.formulaDigest === UNKNOWN.formulaDigest) return undefined;
  const isSameFormula = evidence.formulaDigest === digests.formulaDigest;
  if (isSameFormula && evidence.suiteDigest === digests.suiteDigest) return undefined;
  return toTrouble(contentChanged(name, isSameFormula ? 'suite' : 'formula'));
}

/** What says that it is of another instance, run or snapshot, or was made by another recipe; undefined: nothing. */
function findForeign(
  { name, formula, suite, platform, outcome, evidence }: InstanceResult,
  { plan, runId, digests, isSigned }: Expected,
): string | undefined {
  if (!isSigned) return "nobody has signed it whose key stands under 'keys' in the gate policy";
  if (name !== plan.name) return `it is of '${name}'`;
  if (formula !== plan.formula || suite !== plan.suite || platform !== plan.platform) return 'it is of another suite';
  if (evidence === undefined) return outcome === 'pass' ? 'it passed without evidence' : undefined;
  if (evidence.instance !== plan.name || evidence.formula !== formula || evidence.suite !== suite) {
    return `its evidence is of '${evidence.instance}'`;
  }
  if (evidence.platform !== platform) return `its evidence is of the platform '${evidence.platform}'`;
  if (evidence.outcome !== outcome) return `its evidence says ${evidence.outcome}, and it says ${outcome}`;
  if (evidence.runId !== runId) return `its evidence is of the run '${evidence.runId}'`;
  const { snapshot } = evidence;
  if (snapshot?.id !== plan.snapshot?.id || snapshot?.digest !== plan.snapshot?.digest) {
    return `its evidence is of ${snapshot === undefined ? 'no snapshot' : `the snapshot '${snapshot.id}'`}`;
  }
  if (!('code' in digests) && evidence.recipe !== UNKNOWN.recipe && evidence.recipe !== digests.recipe) {
    return 'its evidence is of another recipe';
  }
  return undefined;
}

function countLost(result: InstanceResult, lost: number): InstanceResult {
  const [first, ...others] = result.phases;
  if (lost === 0 || first === undefined) return result;
  return { ...result, phases: [{ ...first, retries: first.retries + lost }, ...others] };
}

import { SalternError } from '../../contract/errors.ts';
import type { InstancePlan, ProjectIdentity } from '../../contract/plan.ts';
import type { InstanceResult } from '../../contract/result.ts';
import { toTrouble } from '../../contract/to-trouble.ts';
import type { InstanceDigests } from '../../run/digest-plan.ts';
import { UNKNOWN } from '../../run/evidence.ts';

/** What a result is compared with. */
export interface Expected {
  readonly plan: InstancePlan;
  readonly project: ProjectIdentity;
  readonly runId: string;
  /** What evidence of the plan must have now, by this machine's own disk; undefined: it cannot be found out. */
  readonly digests: InstanceDigests | undefined;
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
  const foreign = findForeign(result, expected);
  if (foreign !== undefined) {
    const { name } = plan;
    const error = new SalternError(
      'FARM_CONTENT',
      `What a worker sent for '${name}' is not what was asked for: ${foreign}`,
    );
    const { formula, suite, platform } = plan;
    const own = { name, formula, suite, platform, kept: false, evidence: undefined, artifacts: [], log: undefined };
    return { ...result, ...own, outcome: 'error', phases: [], steps: [], trouble: toTrouble(error) };
  }
  const counted = countLost({ ...result, kept: false }, attempt - 1);
  const { evidence } = counted;
  if (evidence === undefined || digests === undefined || evidence.formulaDigest === UNKNOWN.formulaDigest)
    return counted;
  if (isSame(evidence, digests)) return counted;
  const what = evidence.formulaDigest === digests.formulaDigest ? 'suite' : 'formula';
  const changed = new SalternError('CONTENT_CHANGED', `The ${what} of '${plan.name}' changed while it was tested`, {
    hint: 'Run it again: what was tested is no longer what lies there.',
  });
  const outcome = result.outcome === 'pass' ? 'error' : result.outcome;
  const reasons = [...evidence.reasons, changed.message];
  return {
    ...counted,
    outcome,
    trouble: counted.trouble ?? toTrouble(changed),
    evidence: { ...evidence, outcome, reasons },
  };
}

/** What says that it is of another instance, run or snapshot, or was made by another recipe; undefined: nothing. */
function findForeign(
  { name, formula, suite, platform, evidence }: InstanceResult,
  { plan, runId, digests }: Expected,
): string | undefined {
  if (name !== plan.name) return `it is of '${name}'`;
  if (formula !== plan.formula || suite !== plan.suite || platform !== plan.platform) return 'it is of another suite';
  if (evidence === undefined) return undefined;
  if (evidence.instance !== plan.name || evidence.formula !== formula || evidence.suite !== suite) {
    return `its evidence is of '${evidence.instance}'`;
  }
  if (evidence.platform !== platform) return `its evidence is of the platform '${evidence.platform}'`;
  if (evidence.runId !== runId) return `its evidence is of the run '${evidence.runId}'`;
  const { snapshot } = evidence;
  if (snapshot?.id !== plan.snapshot?.id || snapshot?.digest !== plan.snapshot?.digest) {
    return `its evidence is of ${snapshot === undefined ? 'no snapshot' : `the snapshot '${snapshot.id}'`}`;
  }
  if (digests !== undefined && evidence.recipe !== UNKNOWN.recipe && evidence.recipe !== digests.recipe) {
    return 'its evidence is of another recipe';
  }
  return undefined;
}

function isSame(evidence: InstanceDigests, digests: InstanceDigests): boolean {
  return evidence.formulaDigest === digests.formulaDigest && evidence.suiteDigest === digests.suiteDigest;
}

function countLost(result: InstanceResult, lost: number): InstanceResult {
  const [first, ...others] = result.phases;
  if (lost === 0 || first === undefined) return result;
  return { ...result, phases: [{ ...first, retries: first.retries + lost }, ...others] };
}

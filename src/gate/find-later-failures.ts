import type { RequirementVerdict } from '../contract/decision.ts';
import type { KeptEvidence } from '../contract/evidence.ts';

/**
 * Required instances that fail now on a content on which they passed, though nothing else is another: formula, suite and
 * recipe are those of the pass. Then it is the content that is not what it was taken for; a failure of a formula that was
 * edited since says nothing of it. Pure.
 */
export function findLaterFailures(
  requirements: readonly RequirementVerdict[],
  evidence: readonly KeptEvidence[],
): readonly RequirementVerdict[] {
  const byInstance = Map.groupBy(evidence, ({ instance }) => instance);
  return requirements.filter(({ kind, instance, evidence: digest }) => {
    const own = byInstance.get(instance) ?? [];
    const counts = own.find((one) => one.digest === digest);
    return kind === 'fail' && counts !== undefined && own.some((one) => isPassBefore(one, counts));
  });
}

/** Whether any instance may be such a one: cheaper to ask than what is required now. Pure. */
export function mayFailLater(evidence: readonly KeptEvidence[]): boolean {
  const byInstance = Map.groupBy(evidence, ({ instance }) => instance);
  return [...byInstance.values()].some((own) => own.some((one) => own.some((other) => isPassBefore(other, one))));
}

function isPassBefore(one: KeptEvidence, failed: KeptEvidence): boolean {
  return (
    one.outcome === 'pass' &&
    failed.outcome === 'fail' &&
    one.number < failed.number &&
    one.snapshot?.digest === failed.snapshot?.digest &&
    one.formulaDigest === failed.formulaDigest &&
    one.suiteDigest === failed.suiteDigest &&
    one.recipe === failed.recipe
  );
}

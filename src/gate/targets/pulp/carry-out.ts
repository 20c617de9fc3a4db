import type { Distribution } from '../../../base/pulp/distribution.ts';
import type { Pulp } from '../../../base/pulp/open-pulp.ts';
import { SalternError } from '../../../contract/errors.ts';
import { withCode } from '../../../contract/with-code.ts';
import { expectServed } from './expect-served.ts';
import { servingOf } from './labels.ts';
import { failed } from './failed.ts';
import type { CarryContext, DistributionState, MoveStep } from './plan-move.ts';

/** Milliseconds for putting back, which nobody may interrupt. */
const PUT_BACK_MS = 120_000;

/**
 * Moves the distributions one after the other, and sees that each serves what it should. Where something fails, those
 * that were touched are put back, the last first. Throws `TARGET_FAILED`, which says where they are, and the signal's reason.
 */
export async function carryOut(steps: readonly MoveStep[], context: CarryContext): Promise<void> {
  const touched: MoveStep[] = [];
  let current = steps[0];
  try {
    for (const step of steps) {
      context.signal.throwIfAborted();
      current = step;
      // Before it is asked for: a change whose answer is lost may have been made.
      touched.unshift(step);
      await setState(step.before, step.after, context);
    }
    for (const step of steps) {
      current = step;
      await expectServed({ ...step.before, ...step.after }, step.digest, context);
    }
  } catch (error) {
    const left = await putBack(touched, context.pulp);
    if (left.length === 0) context.signal.throwIfAborted();
    throw explain(error, { current, left, pulp: context.pulp });
  }
}

/** Makes a distribution what is said. Throws BaseError `transfer`. */
export async function setState(
  { pulp_href: path }: Distribution,
  body: DistributionState,
  { pulp, signal }: CarryContext,
): Promise<void> {
  await pulp.change({ method: 'PATCH', path, body, signal });
}

/** What a distribution is now. Pure. */
export function stateOf(distribution: Distribution): DistributionState {
  return { ...servingOf(distribution), pulp_labels: distribution.pulp_labels };
}

/** Names of those that could not be put back. */
async function putBack(touched: readonly MoveStep[], pulp: Pulp): Promise<readonly string[]> {
  const left = [];
  const signal = AbortSignal.timeout(PUT_BACK_MS);
  for (const { before } of touched) {
    const isBack = await setState(before, stateOf(before), { pulp, signal }).then(
      () => true,
      () => false,
    );
    if (!isBack) left.push(before.name);
  }
  return left;
}

interface Failure {
  readonly current: MoveStep | undefined;
  readonly left: readonly string[];
  readonly pulp: Pulp;
}

function explain(error: unknown, { current, left, pulp }: Failure): unknown {
  const known = withCode(error, 'TARGET_FAILED');
  if (!(known instanceof SalternError)) return error;
  const what = `The distribution '${current?.before.name ?? ''}' of '${pulp.title}' could not be moved: ${known.message}`;
  if (left.length === 0) {
    const { hint, isTransient, details } = known;
    const more = hint === undefined ? {} : { hint };
    return new SalternError('TARGET_FAILED', what, { ...more, isTransient, details, cause: error });
  }
  const names = left.map((name) => `'${name}'`).join(', ');
  return failed(`${what}; not known to be where they were: ${names}`, {
    hint: 'See that Pulp answers, then promote again, which moves all of them, or roll back.',
    cause: error,
    details: known.details,
  });
}

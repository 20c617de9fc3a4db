import { describe, expect, it } from 'vitest';
import type { InstanceResult, PhaseResult } from '../../../../src/contract/result.ts';
import type { ErrorCode } from '../../../../src/contract/errors.ts';
import type { Outcome } from '../../../../src/contract/outcome.ts';
import { describeNext } from '../../../../src/report/explain/describe-next.ts';
import { emptyResult } from '../../../../src/run/empty-result.ts';
import { examplePlan } from '../../../support/example-plan.ts';

/** `converge:fail verify:pass`, as a result of an instance that is still there. */
function resultOf(course: string, outcome: Outcome, code?: ErrorCode): InstanceResult {
  const phases = course.split(' ').flatMap((word) => {
    const [phase, came] = word.split(':');
    return phase === '' ? [] : [{ phase, outcome: came, durationMs: 1, retries: 0 } as PhaseResult];
  });
  const trouble = code === undefined ? undefined : { code, message: 'Something', hint: undefined, details: [] };
  return { ...emptyResult(examplePlan()), outcome, phases, trouble, kept: true };
}

describe('what to do next', () => {
  it.each([
    ['test', 'create:pass converge:fail verify:fail', 'fail', 'test'],
    ['verify', 'converge:fail', 'fail', 'converge'],
    ['verify', 'converge:error', 'error', 'converge'],
    ['verify', 'converge:pass verify:fail', 'fail', 'verify'],
    ['verify', 'verify:fail', 'fail', 'verify'],
    ['converge', 'create:error', 'error', 'converge'],
  ] as const)('after %s with %s is %s: again %s', (verb, course, outcome, again) => {
    expect(describeNext(resultOf(course, outcome), verb).again).toBe(again);
  });

  it.each([
    ['test', 'create:pass converge:fail', 'kept because it failed; salt-call works there'],
    ['test', 'create:pass verify:fail', 'kept because it failed'],
    ['converge', 'converge:fail', 'still there; salt-call works there'],
  ] as const)('after a failed %s with %s there is something to look into: %s', (verb, course, look) => {
    expect(describeNext(resultOf(course, 'fail'), verb).look).toBe(look);
  });

  it('after trouble that the instance outlived too, but not because it failed', () => {
    const result = resultOf('create:pass converge:error', 'error', 'SALT_TROUBLE');

    expect(describeNext(result, 'test').look).toBe('still there');
  });

  it.each([
    ['', 'ENGINE_MISSING'],
    ['create:error', 'BOOT_FAILED'],
    ['prepare:error', 'IMAGE_PULL'],
    ['converge:error', 'ENGINE_FAILED'],
    ['converge:error', 'GUEST_GONE'],
    ['verify:error', 'SSH_FAILED'],
  ] as const)('where nobody gets in there is nothing to look into: %s, %s', (course, code) => {
    expect(describeNext(resultOf(course, 'error', code), 'converge').look).toBeUndefined();
  });

  it('nor where the instance was removed', () => {
    expect(describeNext({ ...resultOf('converge:fail', 'fail'), kept: false }, 'test').look).toBeUndefined();
  });
});

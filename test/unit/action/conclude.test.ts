import { expect, it } from 'vitest';
import { conclude } from '../../../action/conclude.ts';

it.each([
  [0, 'error', 'pass', 0],
  [1, 'error', 'fail', 1],
  [3, 'error', 'error', 3],
  [1, 'fail', 'fail', 1],
  [3, 'fail', 'error', 0],
  [1, 'never', 'fail', 0],
  [3, 'never', 'error', 0],
  [2, 'never', 'error', 2],
  [130, 'never', 'error', 130],
] as const)(
  'exit code %i with `fail-on: %s` is outcome %s, and the step ends with %i',
  (code, failOn, outcome, exitCode) => {
    expect(conclude(code, failOn, true)).toMatchObject({ outcome, exitCode });
  },
);

it('what does not fail the step is said beside it', () => {
  expect(conclude(3, 'fail', true).warning).toContain('could not be found out');
  expect(conclude(1, 'never', true).warning).toContain("('fail-on: never')");
  expect(conclude(1, 'error', true).warning).toBeUndefined();
});

it('nothing to do is no pass', () => {
  expect(conclude(0, 'error', false).outcome).toBe('skip');
});

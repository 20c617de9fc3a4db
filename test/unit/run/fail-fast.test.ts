import { expect, it } from 'vitest';
import { FailFast, stoppedOutcome } from '../../../src/run/fail-fast.ts';

it('names the instance that stopped the others', () => {
  expect(new FailFast('web')).toMatchObject({ code: 'INTERRUPTED', message: expect.stringContaining("'web'") });
});

it.each([
  ['another one that failed is no verdict', AbortSignal.abort(new FailFast('web')), 'skip'],
  ['a person is trouble', AbortSignal.abort(new Error('SIGINT')), 'error'],
  ['nobody is trouble of its own', new AbortController().signal, 'error'],
])('what was stopped by %s', (_, signal, outcome) => {
  expect(stoppedOutcome(signal)).toBe(outcome);
});

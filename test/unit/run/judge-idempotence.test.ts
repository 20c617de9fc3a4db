import { expect, it } from 'vitest';
import { judgeIdempotence } from '../../../src/run/judge-idempotence.ts';
import { exampleState } from '../../support/example-plan.ts';
import { CONVERGED } from '../../support/fake-parts.ts';

const changed = exampleState({ id: 'restart', changes: { ran: true } });

it('passes when nothing changed', () => {
  const verdict = judgeIdempotence(
    { ...CONVERGED, states: [exampleState()] },
    { check: true, reason: undefined, except: {} },
  );

  expect(verdict.outcome).toBe('pass');
});

it('fails a state that changed again', () => {
  const verdict = judgeIdempotence(
    { ...CONVERGED, states: [exampleState(), changed] },
    { check: true, reason: undefined, except: {} },
  );

  expect(verdict.outcome).toBe('fail');
  expect(verdict.states.map((state) => state.outcome)).toEqual(['pass', 'fail']);
});

it('skips a state that is named with a reason, which the report can show', () => {
  const except = { restart: 'restarts by design' };

  const verdict = judgeIdempotence({ ...CONVERGED, states: [changed] }, { check: true, reason: undefined, except });

  expect(verdict.outcome).toBe('pass');
  expect(verdict.states[0]).toMatchObject({ outcome: 'skip' });
  expect(verdict.states[0]?.comment).toContain('restarts by design');
});

it('keeps the failure of a state that failed by itself', () => {
  const failed = exampleState({ outcome: 'fail', result: false });

  const verdict = judgeIdempotence(
    { ...CONVERGED, outcome: 'fail', states: [failed] },
    { check: true, reason: undefined, except: { 'time-config': 'x' } },
  );

  expect(verdict.outcome).toBe('fail');
});

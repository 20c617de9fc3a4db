import { expect, it } from 'vitest';
import { judgeAgain } from '../../../../src/run/phases/judge-again.ts';
import { examplePass, exampleState } from '../../../support/example-plan.ts';

const CHECKED = { check: true, reason: undefined, except: {} };
const changed = exampleState({ id: 'restart', verdict: 'changed', changes: { ran: true } });

it('passes when nothing changed', () => {
  const pass = judgeAgain(examplePass({ states: [exampleState()] }), CHECKED);

  expect(pass.outcome).toBe('pass');
  expect(pass.states[0]?.verdict).toBe('kept');
});

it('passes when there is nothing that could change', () => {
  expect(judgeAgain(examplePass(), CHECKED).outcome).toBe('pass');
});

it('fails a state that changed again, and leaves what Salt said of it as it is', () => {
  const pass = judgeAgain(examplePass({ states: [exampleState(), changed] }), CHECKED);

  expect(pass.outcome).toBe('fail');
  expect(pass.states[1]).toEqual({ ...changed, verdict: 'changed-again', outcome: 'fail' });
});

it('excuses a state that the suite names, with its reason', () => {
  const pass = judgeAgain(examplePass({ states: [changed] }), {
    ...CHECKED,
    except: { restart: 'restarts by design' },
  });

  expect(pass.outcome).toBe('pass');
  expect(pass.states[0]).toEqual({
    ...changed,
    verdict: 'excused',
    outcome: 'skip',
    excuse: 'restarts by design',
  });
});

it('gives no excuse to a state that changed nothing, nor to one that failed', () => {
  const failed = exampleState({ id: 'restart', verdict: 'failed', result: false });
  const except = { restart: 'restarts by design', 'time-config': 'holds the date' };

  const pass = judgeAgain(examplePass({ outcome: 'fail', states: [exampleState(), failed] }), { ...CHECKED, except });

  expect(pass).toMatchObject({ outcome: 'fail', states: [{ verdict: 'kept' }, { verdict: 'failed' }] });
  expect(pass.states.map(({ excuse }) => excuse)).toEqual([undefined, undefined]);
});

it('fails when Salt stopped, whatever its states are', () => {
  const problems = [{ kind: 'hang', message: 'hung', place: undefined }] as const;

  expect(judgeAgain(examplePass({ outcome: 'fail', problems }), CHECKED).outcome).toBe('fail');
});

import { describe, expect, it } from 'vitest';
import { judgeAgain } from '../../../../src/run/phases/judge-again.ts';
import { examplePass, exampleState, failedPass } from '../../../support/example-plan.ts';

const CHECKED = { check: true, reason: undefined, except: {} };
const changed = exampleState({ id: 'restart', verdict: 'changed', changes: { ran: true } });

it('passes when nothing changed', () => {
  const pass = judgeAgain(examplePass({ states: [exampleState()] }), CHECKED);

  expect(pass.outcome).toBe('pass');
  expect(pass.states[0]?.verdict).toBe('kept');
});

it('passes when there is nothing that could change', () => {
  expect(judgeAgain(examplePass({ states: [] }), CHECKED).outcome).toBe('pass');
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

describe('an exception that matches no state', () => {
  const place = { file: 'suites/time.yml', line: 9 };
  const stale = {
    check: true,
    reason: undefined,
    except: { 'time-confg': 'by design' },
    exceptAt: { 'time-confg': place },
  };

  it('is named with its place and what is near, and leaves the pass without a verdict', () => {
    const pass = judgeAgain(examplePass(), stale);

    expect(pass.outcome).toBe('error');
    expect(pass.problems).toEqual([
      {
        kind: 'stale-exception',
        message: "The exception for 'time-confg' under 'idempotent' matches no state; did you mean 'time-config'?",
        place,
      },
    ]);
  });

  it('hides no state that changed again', () => {
    const pass = judgeAgain(examplePass({ states: [changed] }), stale);

    expect(pass).toMatchObject({ outcome: 'fail', problems: [{ kind: 'stale-exception' }] });
  });

  it('is not looked for in a pass that stopped, which does not know all its states', () => {
    const pass = judgeAgain(failedPass({ id: 'other' }), stale);

    expect(pass.problems).toEqual([]);
  });

  it('is none where it is of the whole fleet', () => {
    expect(judgeAgain(examplePass(), { ...stale, exceptAt: {} }).outcome).toBe('pass');
  });
});

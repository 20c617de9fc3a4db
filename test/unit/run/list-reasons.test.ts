import { expect, it } from 'vitest';
import { listReasons } from '../../../src/run/list-reasons.ts';
import {
  brokenCheck,
  exampleCheck,
  examplePass,
  exampleState,
  exampleStep,
  failedPass,
} from '../../support/example-plan.ts';

const VERIFY = { do: 'verify' } as const;
const AFTER_REBOOT = ['converge', 'reboot'] as const;

it('gives no reason for what passed, was changed, or is excused', () => {
  const states = [
    exampleState(),
    exampleState({ id: 'changed', verdict: 'changed' }),
    exampleState({ id: 'excused', verdict: 'excused', excuse: 'holds the date' }),
  ];
  const steps = [
    exampleStep({ pass: examplePass({ states }) }),
    exampleStep({ step: VERIFY, checks: [exampleCheck(), exampleCheck({ outcome: 'skip' })] }),
  ];

  expect(listReasons({ trouble: undefined, steps })).toEqual([]);
});

it('names what failed for certain first, then trouble with its code, then what is not known', () => {
  const trouble = { code: 'GUEST_GONE', message: 'it is gone', hint: undefined, details: [] };
  const unknown = exampleCheck({ outcome: 'error', message: 'stdout: could not find out' });
  const steps = [
    exampleStep({ step: VERIFY, checks: [unknown, brokenCheck()] }),
    exampleStep({ pass: failedPass({ comment: 'no' }) }),
  ];

  expect(listReasons({ trouble, steps })).toEqual([
    'check service sshd running: expected true, got false',
    'state time-config file.managed: no',
    'GUEST_GONE: it is gone',
    'not known: check service sshd stdout: could not find out',
  ]);
});

it('takes the first line of what Salt says', () => {
  const problems = [{ kind: 'render', message: 'undefined variable\n  in line 3', place: undefined }] as const;
  const pass = examplePass({
    outcome: 'fail',
    problems,
    states: [exampleState({ verdict: 'failed', comment: 'not found\nsecond line' })],
  });

  expect(listReasons({ trouble: undefined, steps: [exampleStep({ pass })] })).toEqual([
    'converge: undefined variable',
    'state time-config file.managed: not found',
  ]);
});

it('says when it went wrong, where that was after a reboot', () => {
  const steps = [
    exampleStep({ step: { do: 'again' }, after: AFTER_REBOOT, pass: failedPass({ comment: 'no' }) }),
    exampleStep({
      step: { do: 'again' },
      after: AFTER_REBOOT,
      pass: examplePass({
        states: [exampleState({ verdict: 'changed-again' })],
        problems: [{ kind: 'hang', message: 'hung', place: undefined }],
      }),
    }),
    exampleStep({ step: VERIFY, after: AFTER_REBOOT, checks: [brokenCheck()] }),
  ];

  expect(listReasons({ trouble: undefined, steps })).toEqual([
    'state time-config file.managed: after the reboot: no',
    'again: after the reboot: hung',
    'state time-config file.managed changed again after the reboot',
    'check service sshd after the reboot: running: expected true, got false',
  ]);
});

it('says the same only once, however many steps found it', () => {
  const verify = exampleStep({ step: VERIFY, checks: [brokenCheck()] });

  expect(listReasons({ trouble: undefined, steps: [verify, verify] })).toHaveLength(1);
});

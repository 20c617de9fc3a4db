import { expect, it } from 'vitest';
import { explain } from '../../../../src/app/nightly/gate-step.ts';
import { makeNight } from '../../../support/told-nights.ts';

it.each([
  ['all is met', {}, ''],
  ['one is not', { 'ops-time-default-centos-7': 'fail' }, 'ops-time-default-centos-7: why'],
  [
    'several are not, those that failed first',
    { 'ops-ssh-default-centos-7': 'error', 'ops-time-default-centos-7': 'fail', 'ops-yum-default-centos-7': 'fail' },
    'ops-time-default-centos-7: why; 2 more instances',
  ],
] as const)('why a night is refused, in short, where %s', (_, outcomes, said) => {
  const { judged } = makeNight({ night: 2, outcomes, reason: 'why', ends: said === '' ? 'promoted' : 'refused' });

  expect(judged && explain(judged)).toBe(said);
});

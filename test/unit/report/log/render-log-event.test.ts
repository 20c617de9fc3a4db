import { describe, expect, it } from 'vitest';
import type { InstanceEvent } from '../../../../src/contract/events.ts';
import { renderLogEvent } from '../../../../src/report/log/render-log-event.ts';
import { makeCheck, makePass, makeResult, makeState, makeSteps, makeSummary } from '../make-result.ts';

const summary = makeSummary('ops-ssh', 'centos-7');
const own = { at: Date.UTC(2026, 10, 22, 2, 14, 5, 70), instance: summary.name } as const;

describe('a line of the plain log', () => {
  it.each<[string, InstanceEvent, string]>([
    [
      'why it waits',
      { ...own, type: 'instance-waiting', reason: 'for memory' },
      '02:14:05.070          > for memory\n',
    ],
    ['a phase', { ...own, type: 'phase-started', phase: 'again' }, '02:14:05.070 again    > started\n'],
    [
      'each line of output',
      { ...own, type: 'output', phase: 'converge', stream: 'stderr', text: 'a\nb\n' },
      '02:14:05.070 converge ! a\n02:14:05.070 converge ! b\n',
    ],
    [
      'progress outside of passes',
      { ...own, type: 'phase-progress', phase: 'prepare', text: 'pulling', done: 1, total: 3 },
      '02:14:05.070 prepare  > 1/3 pulling\n',
    ],
    [
      'no progress of a pass, which tells its states',
      { ...own, type: 'phase-progress', phase: 'again', text: 'x', done: 1, total: 3 },
      '',
    ],
    [
      'a state that is excused, with the reason',
      {
        ...own,
        type: 'state-finished',
        phase: 'again',
        after: ['converge'],
        state: makeState({ verdict: 'excused', excuse: 'a stamp' }),
      },
      '02:14:05.070 again    > skip  sshd-config  file.managed (/etc/ssh/sshd_config)  0.0 s\n02:14:05.070 again    > may change again: a stamp\n',
    ],
    [
      'a check that fails after a reboot',
      {
        ...own,
        type: 'check-finished',
        after: ['converge', 'reboot'],
        check: makeCheck({ outcome: 'fail', message: 'running: expected true, got false' }),
      },
      '02:14:05.070 verify   > fail  service sshd  after the reboot: running: expected true, got false\n',
    ],
    [
      'which state changed',
      {
        ...own,
        type: 'state-finished',
        phase: 'converge',
        after: [],
        state: makeState({ verdict: 'changed', durationMs: 40 }),
      },
      '02:14:05.070 converge > pass  sshd-config  file.managed (/etc/ssh/sshd_config)  0.0 s  changed\n',
    ],
    [
      'how many states changed, and why there was no second pass',
      {
        ...own,
        type: 'instance-finished',
        result: makeResult(summary, {
          steps: makeSteps({
            converge: makePass([makeState({ verdict: 'changed' }), makeState()], { outcome: 'fail' }),
            again: undefined,
            checks: undefined,
          }),
        }),
      },
      [
        '02:14:05.070          > pass  3.1 s',
        '02:14:05.070          > converge: 2 states, 1 changed',
        '02:14:05.070          > no further pass after a failed converge: it would only repeat the failure',
        '',
      ].join('\n'),
    ],
    [
      'the end',
      { ...own, type: 'instance-finished', result: makeResult(summary) },
      '02:14:05.070          > pass  3.1 s\n',
    ],
  ])('tells %s', (_, event, expected) => {
    expect(renderLogEvent(event, '/srv/fleet')).toBe(expected);
  });
});

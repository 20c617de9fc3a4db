import { describe, expect, it } from 'vitest';
import type { InstanceEvent } from '../../../../src/contract/events.ts';
import { renderEvent } from '../../../../src/report/terminal/render-event.ts';
import { plainLine } from '../../../../src/report/text/line.ts';
import { makeCheck, makeResult, makeState, makeSummary } from '../make-result.ts';

const summary = makeSummary('ops-ssh', 'centos-7');
const own = { at: 0, instance: summary.name } as const;

function render(event: InstanceEvent): string | undefined {
  const line = renderEvent(event, { cwd: '/srv/fleet', verb: 'test' });
  return line && plainLine(line);
}

describe('an event beside its instance', () => {
  it.each([
    [
      { verdict: 'failed', comment: 'no source' },
      ['converge'],
      'again    ✗ state sshd-config  file.managed (/etc/ssh/sshd_config)  formulas/ops-ssh/ops-ssh/config.sls:14  no source',
    ],
    [
      { verdict: 'changed-again', comment: 'updated' },
      ['converge', 'reboot'],
      'again    ✗ state sshd-config  file.managed (/etc/ssh/sshd_config)  formulas/ops-ssh/ops-ssh/config.sls:14  changed again after the reboot',
    ],
    [{ verdict: 'blocked', blockedBy: ['x'] }, [], undefined],
    [{ verdict: 'kept' }, [], undefined],
    [{ verdict: 'excused', excuse: 'a stamp' }, [], undefined],
  ] as const)('says of the state %j after %j: %s', (change, after, expected) => {
    expect(render({ ...own, type: 'state-finished', phase: 'again', after, state: makeState(change) })).toBe(expected);
  });

  it('says of a check only that it failed', () => {
    const check = makeCheck({ outcome: 'fail', message: 'running: expected true, got false' });

    expect(render({ ...own, type: 'check-finished', after: [], check })).toBe(
      'verify   ✗ check service sshd  running: expected true, got false',
    );
    expect(render({ ...own, type: 'check-finished', after: [], check: makeCheck() })).toBeUndefined();
  });

  it('says of the end how it went, in what time, and after how many retries', () => {
    const result = makeResult(summary);
    const phases = result.phases.map((one, at) => ({ ...one, retries: at === 0 ? 2 : 0 }));

    expect(render({ ...own, type: 'instance-finished', result: { ...result, phases } })).toBe(
      'PASS     3.1 s  2 retries',
    );
  });
});

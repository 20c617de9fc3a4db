import { expect, it } from 'vitest';
import type { CheckResult, InstanceResult, StateResult } from '../../src/contract/result.ts';
import { renderFinalReport } from '../../src/report/terminal/render-final-report.ts';
import { plainLine } from '../../src/report/text/line.ts';
import {
  DEMO_CWD,
  DEMO_DIRECTORY,
  makeCheck,
  makePass,
  makeResult,
  makeRun,
  makeState,
  makeSteps,
  makeSummary,
} from '../unit/report/make-result.ts';

const [ONE, OTHER] = [makeSummary('ops-ssh', 'centos-7'), makeSummary('ops-ssh', 'centos-stream-8')];

function ofState(summary: typeof ONE, change: Partial<StateResult>): InstanceResult {
  const state = makeState({ verdict: 'failed', outcome: 'fail', result: false, comment: 'no', changes: {}, ...change });
  const steps = makeSteps({ converge: makePass([state]), again: undefined, checks: undefined });
  return makeResult(summary, { outcome: 'fail', steps });
}

function ofCheck(summary: typeof ONE, change: Partial<CheckResult>): InstanceResult {
  const check = makeCheck({ outcome: 'fail', message: 'running: expected true, got false', ...change });
  return makeResult(summary, { outcome: 'fail', steps: makeSteps({ checks: [check] }) });
}

function report(results: readonly InstanceResult[]): string {
  const options = {
    verb: 'test',
    snapshot: undefined,
    planned: [ONE, OTHER],
    retries: [],
    directory: DEMO_DIRECTORY,
    files: [],
    cwd: DEMO_CWD,
  };
  return renderFinalReport(makeRun(results), options).map(plainLine).join('\n');
}

const command = (retcode: number, stderr: string): Partial<StateResult> => ({
  changes: { pid: 1, retcode, stdout: '', stderr },
});

it.each<[string, Partial<StateResult>, Partial<StateResult>]>([
  ['another exit status', command(1, 'x'), command(2, 'x')],
  ['another last line', command(1, 'x'), command(1, 'y')],
  ['a line more', command(1, 'x'), command(1, 'x\ny')],
  ['another comment', { comment: 'a' }, { comment: 'b' }],
  ['another comment far below what is shown', { comment: 'x\n'.repeat(300) }, { comment: `${'x\n'.repeat(299)}y` }],
  ['another place', {}, { place: { file: '/srv/fleet/other.sls', line: 14 } }],
  ['another line', {}, { place: { file: '/srv/fleet/formulas/ops-ssh/ops-ssh/config.sls', line: 15 } }],
  ['another name', {}, { name: '/etc/other' }],
  ['another change', { changes: { mode: '0644' } }, { changes: { mode: '0600' } }],
  ['another diff', { diff: '-a\n+b' }, { diff: '-a\n+c' }],
  ['changed again and not failed', {}, { verdict: 'changed-again' }],
  ['a time that is no time of the run', { comment: 'ends 03:00:00' }, { comment: 'ends 04:00:00' }],
  [
    'a date that is none of the run',
    { comment: 'until 2027-01-01 00:00:00' },
    { comment: 'until 2028-01-01 00:00:00' },
  ],
  ['another index in brackets', { comment: 'items[3]: bad' }, { comment: 'items[4]: bad' }],
  ['another duration', { comment: 'limit of 5 s' }, { comment: 'limit of 6 s' }],
  ['another unit', { said: ['a.service failed, exit status 1'] }, { said: ['b.service failed, exit status 1'] }],
  [
    'another status of the unit',
    { said: ['a.service failed, exit status 1'] },
    { said: ['a.service failed, exit status 2'] },
  ],
  ['another word of the journal', { said: ['journal  a[1]: no'] }, { said: ['journal  a[1]: yes'] }],
  [
    'one word more of the journal',
    { said: ['journal  a[1]: no'] },
    { said: ['journal  a[1]: no', 'journal  a[1]: b'] },
  ],
  [
    'another end of the service',
    { said: ['journal  systemd[1]: a.service: exited, code=exited, status=1/FAILURE'] },
    { said: ['journal  systemd[1]: a.service: exited, code=exited, status=2/FAILURE'] },
  ],
])('a failure with %s is not told as the same', (_, one, other) => {
  const text = report([ofState(ONE, one), ofState(OTHER, other)]);

  expect(text).toContain(`\nFAIL  ${ONE.name}\n`);
  expect(text).toContain(`\nFAIL  ${OTHER.name}\n`);
});

it.each<[string, Partial<CheckResult>, Partial<CheckResult>]>([
  ['another value', { message: 'mode: expected 1, got 2' }, { message: 'mode: expected 1, got 3' }],
  ['another resource', { id: 'a' }, { id: 'b' }],
  ['another outcome', {}, { outcome: 'error' }],
  ['more to look up', { details: ['a'] }, { details: ['a', 'b'] }],
  ['another time in its value', { message: 'at: got 03:00:00' }, { message: 'at: got 04:00:00' }],
])('a failed check with %s is not told as the same', (_, one, other) => {
  const text = report([ofCheck(ONE, one), ofCheck(OTHER, other)]);

  expect(text).not.toContain('2 instances');
});

it.each<[string, Partial<StateResult>, Partial<StateResult>]>([
  [
    'what each release of systemd makes of it',
    {
      said: ['journal  systemd[1]: Starting A...', 'journal  a[7]: no', "journal  systemd[1]: Failed with result 'x'."],
    },
    {
      said: [
        'journal  a[9]: no',
        'journal  systemd[1]: Starting a - A.',
        "journal  systemd[1]: Failed with result 'x'.",
      ],
    },
  ],
  [
    'where systemd says to look',
    { comment: 'See "systemctl status a.service" and "journalctl -xe" for details.' },
    { comment: 'See "systemctl status a.service" and "journalctl -xeu a.service" for details.' },
  ],
  ['processes in the journal', { said: ['journal  a[1]: no'] }, { said: ['journal  a[17]: no'] }],
  ['times of the run', { comment: 'failed at 02:14:05' }, { comment: 'failed at 02:14:09.123' }],
  ['moments of the run', { comment: 'at 2026-11-22T02:14:01Z' }, { comment: 'at 2026-11-22T02:14:07Z' }],
  ['seconds since the epoch', { comment: '1795313641' }, { comment: '1795313644' }],
  [
    'a unit that failed a second later',
    { said: ['a.service failed, 02:14:05'] },
    { said: ['a.service failed, 02:14:06'] },
  ],
  ['numbers of processes', { comment: 'see pid 12' }, { comment: 'see pid 34' }],
  ['their own names', { comment: `host ${ONE.name}` }, { comment: `host ${OTHER.name}` }],
  [
    'files of the run',
    { comment: `see ${DEMO_DIRECTORY}/log/${ONE.name}.png` },
    { comment: `see ${DEMO_DIRECTORY}/log/${OTHER.name}.png` },
  ],
])('a failure that differs only in %s is told once', (_, one, other) => {
  const text = report([ofState(ONE, one), ofState(OTHER, other)]);

  expect(text).toContain('\nFAIL  2 instances: ops-ssh-default on 7, 8\n');
});

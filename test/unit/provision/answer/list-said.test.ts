import { expect, it } from 'vitest';
import { listSaid } from '../../../../src/provision/answer/list-said.ts';
import { withoutScopeNotice } from '../../../../src/provision/answer/scope-notice.ts';

const failed = (errors: readonly string[], changes: unknown = {}) =>
  ({ tag: 't', result: { result: false, changes }, errors }) as const;

it('what Salt says of errors is told but for what the state says itself', () => {
  const errors = [
    "Command '/usr/sbin/useradd' failed with return code: 6",
    "stderr: useradd: group '9999' does not exist",
    'retcode: 6',
    'Failed to create new user alice',
  ];

  expect(listSaid(failed(errors), 'Failed to create new user alice')).toEqual(errors.slice(0, 2));
});

it('what a command said is not told twice, and what else went wrong is', () => {
  const changes = { pid: 7, retcode: 3, stdout: 'out', stderr: 'err' };
  const errors = [
    "Command 'x' failed with return code: 3",
    'stdout: out',
    'stderr: err',
    'retcode: 3',
    "{'pid': 7, 'retcode': 3, 'stdout': 'out', 'stderr': 'err'}",
    'the disk is odd',
  ];

  expect(listSaid(failed(errors, changes), 'Command "x" run')).toEqual(['the disk is odd']);
});

it('a line is told once, whichever way Salt says it', () => {
  const errors = ['stderr: broken\nsecond', '  - broken', 'second', ''];

  expect(listSaid(failed(errors), 'other')).toEqual(['stderr: broken', 'second']);
});

it('what systemd says of the unit comes last', () => {
  const unit = {
    show: 'LoadState=loaded\nActiveState=failed\nExecMainCode=1\nExecMainStatus=255\nResult=exit-code\n',
    journal: 'Nov 22 02:14:07 host sshd[812]: no\n',
    enabled: 'enabled\n',
  };
  const raw = { ...failed(['x']), result: { name: 'sshd', result: false }, unit };

  expect(listSaid(raw, '')).toEqual([
    'x',
    'sshd.service failed, exit status 255; unit file enabled',
    'journal  sshd[812]: no',
  ]);
});

it.each([
  ['Running as unit: run-p1-i2.scope; invocation ID: abc1\nFailed', 'Failed'],
  ['errors:\n    - Running as unit: run-p1-i2.scope; invocation ID: abc1\n      Error: x', 'errors:\n      Error: x'],
  ['stderr: Running scope as unit: run-r1.scope\nx', 'x'],
  ['a service that says: Running as unit: mine.service', 'a service that says: Running as unit: mine.service'],
])('the notice of a scope is left out of %j', (text, rest) => {
  expect(withoutScopeNotice(text)).toBe(rest);
});

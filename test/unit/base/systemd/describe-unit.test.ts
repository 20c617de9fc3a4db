import { expect, it } from 'vitest';
import { describeUnit, unitOf } from '../../../../src/base/systemd/describe-unit.ts';

const FAILED = `Result=exit-code
ExecMainCode=1
ExecMainStatus=255
LoadState=loaded
ActiveState=failed
StateChangeTimestamp=Sun 2026-11-22 02:14:08 UTC
InactiveEnterTimestamp=Sun 2026-11-22 02:14:07 UTC
`;

it.each([
  ['sshd', 'sshd.service'],
  ['sshd.socket', 'sshd.socket'],
  ['a.b', 'a.b.service'],
])('a service that is called %s is the unit %s', (name, unit) => {
  expect(unitOf(name)).toBe(unit);
});

it('a unit that failed is told in one line, its journal below', () => {
  const journal = `-- Journal begins at Sun. --
Nov 22 02:14:07 host sshd[812]: ${'x'.repeat(500)}
Nov  2 02:14:07 host systemd[1]: Failed to start it.
`;

  const [state, first, second] = describeUnit('sshd.service', { show: FAILED, journal, enabled: 'enabled\n' });

  expect(state).toBe('sshd.service failed, exit status 255, 02:14:07; unit file enabled');
  expect(first).toMatch(/^journal {2}sshd\[812\]: x+…$/);
  expect(second).toBe('journal  systemd[1]: Failed to start it.');
});

it.each([
  ['', '', []],
  ['LoadState=not-found\nActiveState=inactive\n', 'not-found', ['x.service does not exist']],
  ['LoadState=masked\nActiveState=inactive\n', 'masked', ['x.service inactive, masked; unit file masked']],
  [
    FAILED.replace('exit-code', 'signal').replace('Code=1', 'Code=2'),
    '! no',
    ['x.service failed, signal, 02:14:07; unit file not known'],
  ],
])('of what systemd shows as %j with the word %j it says %j', (show, enabled, lines) => {
  expect(describeUnit('x.service', { show, journal: '', enabled })).toEqual(lines);
});

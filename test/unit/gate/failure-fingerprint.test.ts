import { describe, expect, it } from 'vitest';
import { failureFingerprint } from '../../../src/gate/failure-fingerprint.ts';
import { ssh7, ssh9 } from './fixtures.ts';

const print = (...reasons: readonly string[]) => failureFingerprint({ ...ssh9, instance: ssh9.name, reasons });

describe('a failure is the same', () => {
  it.each<[string, string, string]>([
    [
      'numbers',
      'check command uptime stdout: expected 3 lines, got 41',
      'check command uptime stdout: expected 3 lines, got 7',
    ],
    ['one and many', 'state a test.run: 1 line left', 'state a test.run: 12 lines left'],
    ['signs and fractions', 'check command chronyc offset: got -0.00012', 'check command chronyc offset: got 3.5e-05'],
    ['times', 'state a cmd.run: late at 2026-11-23T05:00:00.123Z', 'state a cmd.run: late at 2026-12-01T17:31:09Z'],
    ['times of day', 'state a cmd.run: Nov 23 05:00:00 refused', 'state a cmd.run: Dec 1 17:31:09 refused'],
    ['durations', 'state a cmd.run: timed out after 1 min 2 s', 'state a cmd.run: timed out after 900 ms'],
    ['sizes', 'state a cmd.run: 512 KiB left', 'state a cmd.run: 1.5 GiB left'],
    ['addresses', 'state a cmd.run: no route to 10.0.0.7:8080', 'state a cmd.run: no route to 192.168.1.12:55'],
    [
      'long addresses',
      'state a cmd.run: no route to fe80::a00:27ff:fe4e:66a1',
      'state a cmd.run: no route to 2001:db8::1',
    ],
    ['network cards', 'state a cmd.run: 52:54:00:ab:cd:ef is down', 'state a cmd.run: 02:42:ac:11:00:02 is down'],
    ['memory', 'state a cmd.run: segfault at 0x7ffe12ab', 'state a cmd.run: segfault at 0xdeadbeef'],
    ['processes', 'state a cmd.run: sshd[4711]: refused', 'state a cmd.run: sshd[12]: refused'],
    [
      'identifiers',
      'state a cmd.run: job 0f8fad5b-d9cb-469f-a165-70867728950e',
      'state a cmd.run: job 7c9e6679-7425-40de-944b-e07fc1f90ae7',
    ],
    [
      'checksums',
      'state a file.managed: 9f86d081884c7d65 is not it',
      'state a file.managed: 60303ae22b998861 is not it',
    ],
    ['temporary files', 'state a cmd.run: /tmp/tmp.Ab3dEf/x is gone', 'state a cmd.run: /tmp/salt-Zz/y is gone'],
    ['spaces', 'state a cmd.run: no  route', 'state a cmd.run: no route '],
    [
      'releases',
      'check package chrony versions: expected 4.5-1, got 4.5-2',
      'check package chrony versions: expected 4.5-1, got 4.6-1',
    ],
  ])('whatever %s are in it', (_, one, other) => {
    expect(print(one)).toBe(print(other));
  });

  it('whatever the order of its reasons, and however often one is told', () => {
    expect(print('state a x: y', 'check port tcp:22 listening: expected true, got false')).toBe(
      print('check port tcp:22 listening: expected true, got false', 'state a x: y', 'state a x: y'),
    );
  });

  it('on another platform, where only its name and that of the instance differ', () => {
    const of = ({ name, platform }: typeof ssh7) =>
      failureFingerprint({ instance: name, platform, reasons: [`state a cmd.run: ${name} has no ${platform}`] });

    expect(of(ssh7)).toBe(of(ssh9));
  });
});

describe('a failure is another', () => {
  it.each<[string, string, string]>([
    [
      'check',
      'check port tcp:22 listening: expected true, got false',
      'check port tcp:80 listening: expected true, got false',
    ],
    [
      'attribute',
      'check service a running: expected true, got false',
      'check service a enabled: expected true, got false',
    ],
    ['value', 'check service a running: expected true, got false', 'check service a running: expected false, got true'],
    [
      'exit status',
      'check command x exit-status: expected 0, got 1',
      'check command x exit-status: expected 0, got 127',
    ],
    ['mode', 'check file /a mode: expected 0644, got 0600', 'check file /a mode: expected 0644, got 0666'],
    ['state', 'state conf-1 file.managed: no such file', 'state conf-2 file.managed: no such file'],
    ['comment', 'state a file.managed: no such file', 'state a file.managed: permission denied'],
    ['way', 'state a file.managed changed again', 'state a file.managed: no such file'],
    [
      'time',
      'check port tcp:22 listening: expected true, got false',
      'check port tcp:22 after the reboot: listening: expected true, got false',
    ],
  ])('with another %s', (_, one, other) => {
    expect(print(one)).not.toBe(print(other));
  });

  it('when something else fails too', () => {
    expect(print('state a x: y')).not.toBe(print('state a x: y', 'state b x: y'));
  });
});

it.each([[[]], [['']], [['  ']]])('a failure that says %j has none: nobody could tell it from another', (reasons) => {
  expect(print(...reasons)).toBeUndefined();
});

it('takes time in proportion to what was said', () => {
  const long = `state a cmd.run: ${'1:'.repeat(50_000)}${'a '.repeat(50_000)}${'#'.repeat(50_000)}`;

  expect(print(long)).toMatch(/^sha256:/);
});

import { expect, it } from 'vitest';
import { hostNameOf } from '../../../../src/connect/guest/host-name.ts';

it.each([
  ['ops-time-default-centos-stream-9', 'ops-time-default-centos-stream-9'],
  ['Ops_Time-x-el7.9', 'ops-time-x-el7-9'],
  ['-odd-', 'odd'],
  ['___', 'instance'],
  ['a'.repeat(63), 'a'.repeat(63)],
])('makes a name that DNS allows of %s', (instance, hostname) => {
  expect(hostNameOf(instance)).toBe(hostname);
});

it('keeps long names apart within 63 letters, and their start', () => {
  const start = 'a-formula-with-a-very-long-name-and-a-suite-as-well-on-a-platform';

  const names = ['1', '2'].map((end) => hostNameOf(`${start}-${end}`));

  expect(new Set(names).size).toBe(2);
  for (const name of names)
    expect(name).toMatch(/^a-formula-with-a-very-long-name-and-a-suite-as-well-on-[0-9a-f]{8}$/);
});

it('never has two hyphens where a long name is cut', () => {
  expect(hostNameOf(`${'a'.repeat(53)}-${'b'.repeat(20)}`)).toMatch(/^a{53}-[0-9a-f]{8}$/);
});

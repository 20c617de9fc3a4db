import { expect, it } from 'vitest';
import { PROGRAMS, programsFor } from '../../../src/contract/programs.ts';

it('the table names each program once', () => {
  const names = PROGRAMS.map(({ name }) => name);

  expect(names).toEqual([...new Set(names)]);
});

it('the demo installs nothing that only tests need', () => {
  const setUp = programsFor(['set-up', 'engine']).map(({ debian }) => debian);

  const onlyTests = ['openssh-server', 'docker-registry', 'libxml2-utils', 'git', 'procps'];
  expect(setUp.filter((name) => onlyTests.includes(name))).toEqual([]);
});

it('whoever needs a program gets it, once', () => {
  const names = programsFor(['unit', 'tests']).map(({ name }) => name);

  expect(names).toEqual(expect.arrayContaining(['sshd', 'git', 'xz', 'ssh-keygen']));
  expect(names).toEqual([...new Set(names)]);
  expect(names).not.toContain('qemu-system-x86_64');
});

it('a Pulp brings what it is installed and started with, and nothing else of the tests', () => {
  const packages = programsFor(['pulp']).map(({ debian }) => debian);

  expect(packages).toEqual(expect.arrayContaining(['postgresql', 'python3', 'redis-server', 'virtualenv']));
  expect(packages).not.toContain('openssh-server');
});

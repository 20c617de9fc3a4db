import { expect, it } from 'vitest';
import { readInputs } from '../../../action/read-inputs.ts';

function read(given: Readonly<Record<string, string>>) {
  return readInputs({ INPUTS: JSON.stringify(given), GITHUB_WORKSPACE: '/work' });
}

it('takes what a workflow gives, and defaults for the rest', () => {
  expect(
    read({ command: 'gate check', args: "--channel 'next one'", changed: '', 'working-directory': 'salt' }),
  ).toEqual({
    command: ['gate', 'check'],
    args: ['--channel', 'next one'],
    changed: undefined,
    driver: undefined,
    snapshot: undefined,
    directory: '/work/salt',
    failOn: 'error',
    version: undefined,
    isCaching: true,
    artifactName: 'saltern',
  });
});

it.each([
  ['1.2.3', '1.2.3'],
  ['latest', 'latest'],
  ['^1.2', '^1.2'],
  ['./saltern', '/work/saltern'],
  ['/opt/saltern-1.0.0.tgz', '/opt/saltern-1.0.0.tgz'],
])('takes the version %s', (version, expected) => {
  expect(read({ version }).version).toBe(expected);
});

it.each([
  [{ 'fail-on': 'always' }, "'fail-on' is 'always'; it may be error, fail or never"],
  [{ cache: 'yes' }, "'cache' is 'yes'"],
  [{ changed: '--output=x' }, 'which is no ref'],
  [{ version: 'https://evil.example/saltern.tgz' }, 'neither a version nor a path'],
  [{ version: 'git+ssh://evil.example/saltern' }, 'neither a version nor a path'],
  [{ version: '1.0.0 --ignore-scripts=false' }, 'neither a version nor a path'],
  [{ version: '--global' }, 'neither a version nor a path'],
  [{ args: `"` }, 'is not closed'],
])('refuses %j', (given, message) => {
  expect(() => read(given)).toThrow(message);
});

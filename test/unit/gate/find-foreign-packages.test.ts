import { expect, it } from 'vitest';
import { findForeignPackages, type MemberPackages } from '../../../src/gate/find-foreign-packages.ts';

const entry = (version: string, more: Partial<MemberPackages['packages'][number]> = {}) => ({
  name: 'chrony',
  arch: 'x86_64',
  epoch: 0,
  version,
  release: '1.el9',
  built: 100,
  ...more,
});
const base9 = { name: 'base9', packages: [entry('4.5'), entry('4.6', { epoch: 2 })] };
const extras = { name: 'extras', packages: [entry('5.0', { name: 'tree' })] };

function find(beyond: readonly string[], { members = ['base9'], allow = [] as readonly string[] } = {}) {
  return findForeignPackages([base9, extras], [{ beyond, members }], allow)[0];
}

it.each<[string, readonly string[], readonly string[]]>([
  ['a package of the snapshot is its own', ['chrony-4.5-1.el9.x86_64 100'], []],
  ['so is one with an epoch', ['chrony-2:4.6-1.el9.x86_64 100'], []],
  ['the same version with another epoch is another one', ['chrony-4.6-1.el9.x86_64 100'], ['chrony-4.6-1.el9.x86_64']],
  ['so is the same one for another machine', ['chrony-4.5-1.el9.i686 100'], ['chrony-4.5-1.el9.i686']],
  [
    'the same name and version, built at another time, is another build',
    ['chrony-4.5-1.el9.x86_64 101'],
    ['chrony-4.5-1.el9.x86_64 (another build)'],
  ],
  [
    'a package of a member that the instance had not is foreign',
    ['tree-5.0-1.el9.x86_64 100'],
    ['tree-5.0-1.el9.x86_64'],
  ],
  ['keys among the packages are none', ['gpg-pubkey-8483c65d-5ccc5b19.(none) 1'], []],
  [
    'a package that is called as if it were a key',
    ['gpg-pubkey-8483c65d-5ccc5b19.noarch 1', 'gpg-pubkey-evil-1-1.x86_64 1'],
    ['gpg-pubkey-8483c65d-5ccc5b19.noarch', 'gpg-pubkey-evil-1-1.x86_64'],
  ],
])('%s', (_, beyond, foreign) => {
  expect(find(beyond)).toEqual(foreign);
});

it('a package of each member that the instance had is its own', () => {
  expect(find(['tree-5.0-1.el9.x86_64 100'], { members: ['base9', 'extras'] })).toEqual([]);
});

it('where the metadata does not say when it was built, its name and version do', () => {
  const { built: _built, ...undated } = entry('4.5');
  const members = [{ name: 'base9', packages: [undated] }];

  expect(findForeignPackages(members, [{ beyond: ['chrony-4.5-1.el9.x86_64 7'], members: ['base9'] }], [])).toEqual([
    [],
  ]);
});

it.each<[string, readonly string[], readonly string[]]>([
  ['by name', ['vault'], []],
  ['by a glob', ['vau*'], []],
  ['by name and version', ['vault-1.15-1.x86_64'], []],
  ['never by a part of its name', ['vaul'], ['vault-1.15-1.x86_64']],
])('the policy may allow one from elsewhere %s', (_, allow, foreign) => {
  expect(find(['vault-1.15-1.x86_64 9'], { allow })).toEqual(foreign);
});

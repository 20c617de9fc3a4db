import { expect, it } from 'vitest';
import type { DebianPackage } from '../../../testbed/rpm/debian-package.ts';
import { requirementsOf } from '../../../testbed/rpm/pool.ts';
import { recipes, releaseRecipe } from '../../../testbed/rpm/recipes.ts';

/** Debian packages by name, each with what it depends on. */
function debsOf(depends: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, DebianPackage> {
  const all = Object.entries(depends).map(([name, names]): [string, DebianPackage] => [
    name,
    { name, path: `/debs/${name}.deb`, version: '1', revision: '1', depends: names },
  ]);
  return new Map(all);
}

it('a library that a recipe packs under a name of CentOS is required by that name', () => {
  const debs = debsOf({ 'sssd-common': ['libnss-sss', 'libtalloc2', 'libc6'], 'libnss-sss': [], libtalloc2: [] });
  const common = recipes.find(({ name }) => name === 'sssd-common');

  const required = common && requirementsOf(common, debs);

  expect(required).toEqual(['libtalloc2', 'sssd-client']);
});

it('what each recipe requires by name is packed or provided too', () => {
  const names = new Set([releaseRecipe, ...recipes].flatMap(({ name, provides = [] }) => [name, ...provides]));

  const unknown = recipes.flatMap(({ requires = [] }) => requires.filter((name) => !names.has(name)));

  expect(unknown).toEqual([]);
});

it('no two recipes have one name', () => {
  const names = recipes.map(({ name }) => name);

  expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
});

import { describe, expect, it } from 'vitest';
import type { InstancePlan } from '../../../src/contract/plan.ts';
import { recipeOf } from '../../../src/run/recipe.ts';
import { examplePlan } from '../../support/example-plan.ts';
import { saltData } from '../../support/salt-data.ts';

const DIRECTORY = '/home/me/fleet';
const PLACE = { file: 'saltern.yml', line: 1 };
const HOOK = { when: 'before', phase: 'converge', on: 'guest', run: 'true', place: PLACE } as const;
const ONEDIR = { from: 'onedir', version: '3007.15', location: 'https://one.test/x', sha256: 'abc' } as const;
const snapshot = (...names: readonly string[]): InstancePlan['snapshot'] => ({
  id: '20261122T013000',
  digest: 'sha256:one',
  repositories: names.map((name) => ({ name, at: { kind: 'directory', path: `/srv/mirror/${name}` } })),
});
const { prepare } = examplePlan();
const base = examplePlan({
  driver: { name: 'docker', config: { image: 'el9', volumes: [`${DIRECTORY}/data:/data`] } },
  salt: { from: 'pip', version: '3007.15', python: 'python3' },
  snapshot: snapshot('base9', 'extras9'),
  hooks: [HOOK],
});
const recipe = (change: Partial<InstancePlan> = {}) => recipeOf({ ...base, ...change }, DIRECTORY);

describe('the recipe of an instance', () => {
  it.each<[string, Partial<InstancePlan>]>([
    ['driver', { driver: { ...base.driver, name: 'qemu' } }],
    ['image', { driver: { name: 'docker', config: { ...base.driver.config, image: 'el8' } } }],
    ["Salt's version", { salt: { from: 'pip', version: '3006.28', python: 'python3' } }],
    ["Salt's origin", { salt: { from: 'image' } }],
    ['prepare commands', { prepare: { ...prepare, commands: ['dnf -y install tree'] } }],
    ['environment while preparing', { prepare: { ...prepare, environment: { A: 'b' } } }],
    ['mounts while preparing', { prepare: { ...prepare, mounts: { '/etc/ca.pem': '/etc/ca.pem' } } }],
    ['update of packages', { prepare: { ...prepare, update: false } }],
    ['repositories', { snapshot: snapshot('base9') }],
    ['order of repositories', { snapshot: snapshot('extras9', 'base9') }],
    ['having a snapshot', { snapshot: undefined }],
    ['hooks', { hooks: [] }],
    ["a hook's line", { hooks: [{ ...HOOK, run: 'false' }] }],
    ["a hook's place in the run", { hooks: [{ ...HOOK, when: 'after' }] }],
    ["a hook's machine", { hooks: [{ ...HOOK, on: 'host' }] }],
  ])('is another one with another %s', (_, change) => {
    expect(recipe(change)).not.toBe(recipe());
  });

  it.each<[string, Partial<InstancePlan>]>([
    ['the name', { name: 'other' }],
    [
      'what Salt is told: the digests of formula and suite know that',
      { states: { kind: 'none' }, grains: saltData({ a: 'b' }) },
    ],
    [
      'the content of the snapshot: the gate compares that by itself',
      { snapshot: later(snapshot('base9', 'extras9')) },
    ],
    ['the line that a hook is written in', { hooks: [{ ...HOOK, place: { file: 'other.yml', line: 9 } }] }],
    ['time limits', { timeoutsMs: { ...base.timeoutsMs, create: 1 } }],
  ])('leaves out %s', (_, change) => {
    expect(recipe(change)).toBe(recipe());
  });

  it('is the same in two checkouts of one project', () => {
    const elsewhere = { name: 'docker', config: { image: 'el9', volumes: ['/srv/ci/42/data:/data'] } };

    expect(recipeOf({ ...base, driver: elsewhere }, '/srv/ci/42')).toBe(recipe());
  });

  it('is the same in two checkouts of a project that mounts its own folder', () => {
    const mounting = (directory: string) =>
      recipeOf(
        { ...base, driver: { name: 'docker', config: {} }, prepare: { ...prepare, mounts: { [directory]: '/src' } } },
        directory,
      );

    expect(mounting('/srv/ci/42')).toBe(mounting(DIRECTORY));
  });

  it('tells folders apart whose names only begin alike', () => {
    const beside = { name: 'docker', config: { image: 'el9', volumes: [`${DIRECTORY}-other/data:/data`] } };

    expect(recipeOf({ ...base, driver: beside }, `${DIRECTORY}-other`)).toBe(recipe());
    expect(recipeOf({ ...base, driver: beside }, DIRECTORY)).not.toBe(recipe());
  });

  it('knows a onedir by its content, wherever it was fetched from', () => {
    const mirrored = { ...ONEDIR, location: 'https://two.test/y' };

    expect(recipe({ salt: mirrored })).toBe(recipe({ salt: ONEDIR }));
    expect(recipe({ salt: { ...ONEDIR, sha256: 'def' } })).not.toBe(recipe({ salt: ONEDIR }));
  });
});

function later(of: InstancePlan['snapshot']): InstancePlan['snapshot'] {
  return of && { ...of, id: '20261123T013000', digest: 'sha256:two' };
}

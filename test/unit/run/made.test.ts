import { describe, expect, it } from 'vitest';
import { createMasker } from '../../../src/base/secret/masker.ts';
import type { InstancePlan } from '../../../src/contract/plan.ts';
import { describeMade, listChanges } from '../../../src/run/made.ts';
import { examplePlan } from '../../support/example-plan.ts';

const snapshot = (id: string, root = '/srv/mirror'): InstancePlan['snapshot'] => ({
  id,
  digest: `sha256:${id}`,
  repositories: [{ name: 'base9', at: { kind: 'directory', path: `${root}/${id}/base9` } }],
});
const base = examplePlan({
  driver: { name: 'docker', config: { image: 'el9', memory: '1g', tmpfs: ['/run'] } },
  salt: { from: 'pip', version: '3007.15', python: 'python3' },
  snapshot: snapshot('A'),
});
const ONEDIR = { from: 'onedir', version: '3007.15', location: 'https://one.test/x', sha256: 'abc' } as const;
const changes = (change: Partial<InstancePlan>) =>
  listChanges(describeMade(base), describeMade({ ...base, ...change }));
const config = (change: InstancePlan['driver']['config']) => ({
  driver: { name: 'docker', config: { ...base.driver.config, ...change } },
});

describe('what is not the same any more', () => {
  it.each<[Partial<InstancePlan>, readonly string[]]>([
    [{}, []],
    [{ name: 'other', hooks: [], tags: ['x'] }, []],
    [{ snapshot: snapshot('B', '/elsewhere') }, ['snapshot A → B']],
    [{ snapshot: undefined }, ['snapshot A → none']],
    [{ snapshot: snapshot('A', '/elsewhere') }, ['snapshot place changed']],
    [
      { snapshot: { id: 'A', digest: 'sha256:other', repositories: snapshot('A')?.repositories ?? [] } },
      ['snapshot content changed'],
    ],
    [config({ memory: '2g' }), ['memory 1g → 2g']],
    [config({ cpus: 2 }), ['cpus default → 2']],
    [config({ tmpfs: [] }), ['tmpfs changed']],
    [config({ image: 'x'.repeat(300) }), ['image changed']],
    [config({ image: 'https://user:pass@host/x' }), ['image changed']],
    [{ driver: { name: 'qemu', config: { memory: '4g', disk: '9g' } } }, ['driver docker → qemu']],
    [{ salt: { from: 'image' } }, ['salt 3007.15 from pip → from image']],
    [{ salt: ONEDIR }, ['salt 3007.15 from pip → 3007.15 from onedir abc']],
    [{ prepare: { ...base.prepare, update: !base.prepare.update } }, ['prepare update true → false']],
    [{ prepare: { ...base.prepare, mounts: { '/a': '/b' } } }, ['prepare mounts changed']],
  ])('of %j is told as %j', (change, expected) => {
    expect(changes(change)).toEqual(expected);
  });

  it('is what a verifier needs in it, too', () => {
    const steps = [{ name: 'goss', script: 'true', files: {}, texts: {} }];

    expect(listChanges(describeMade(base), describeMade(base, steps))).toEqual([
      'what its verifiers need in it changed',
    ]);
  });

  it('is not from where the same onedir is fetched', () => {
    const made = (location: string) => describeMade({ ...base, salt: { ...ONEDIR, location } });

    expect(listChanges(made('https://one.test/x'), made('https://two.test/y'))).toEqual([]);
  });
});

it('tells no value that is secret, and sees nevertheless that it is another', () => {
  const masker = createMasker();
  masker.hide(['canary-one', 'canary-two']);
  const made = (secret: string) =>
    describeMade(
      {
        ...base,
        driver: { name: 'docker', config: { image: `of-${secret}`, environment: { TOKEN: secret } } },
        prepare: { ...base.prepare, commands: [`echo ${secret}`] },
      },
      [],
      masker,
    );

  expect(JSON.stringify(made('canary-one'))).not.toContain('canary');
  expect(made('canary-one')).toEqual(made('canary-one'));
  expect(listChanges(made('canary-one'), made('canary-two'))).toEqual([
    'image changed',
    'environment changed',
    'prepare commands changed',
  ]);
});

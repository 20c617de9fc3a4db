import { expect, it } from 'vitest';
import { LEAST_SECRET } from '../../../src/base/secret/hidden-forms.ts';
import { collectBundle } from '../../../src/provision/bundle/collect-bundle.ts';
import { secretPillar } from '../../../src/provision/secret-pillar.ts';
import { examplePlan } from '../../support/example-plan.ts';
import { saltData } from '../../support/salt-data.ts';

const FILE = import.meta.filename;
const pillar = {
  directories: [],
  inline: saltData({ a: 1 }),
  files: { 'db.sls': FILE, 'keys/init.sls': FILE, 'keys/one.sls': FILE },
};

it.each<[readonly string[], readonly string[]]>([
  [['db.sls'], ['db']],
  [['keys/*'], ['keys', 'keys.one']],
  [['other.sls'], []],
])('names the files %j as Salt does', async (files, names) => {
  const plan = examplePlan({ pillar, secrets: { pillar: ['a:*'], files, environment: [] } });

  const found = secretPillar(plan, await collectBundle(plan));

  expect(found).toEqual({ keys: ['a:*'], files: names, least: LEAST_SECRET });
});

it('is nothing where no part of the pillar is named', async () => {
  const plan = examplePlan({ pillar, secrets: { pillar: [], files: [], environment: ['TOKEN'] } });

  expect(secretPillar(plan, await collectBundle(plan))).toBeUndefined();
});

it('sends every file of the pillar for root alone', async () => {
  const bundle = await collectBundle(examplePlan({ pillar }));

  const modes = [...bundle.values()].flatMap((entry) =>
    entry.kind === 'file' && entry.path.startsWith('srv/pillar/') && !entry.path.endsWith('/top.sls')
      ? [entry.mode]
      : [],
  );
  expect(modes).toEqual([0o600, 0o600, 0o600, 0o600]);
});

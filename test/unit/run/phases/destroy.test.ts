import { expect, it } from 'vitest';
import type { Driver } from '../../../../src/contract/driver.ts';
import type { RunServices } from '../../../../src/run/instance/run-services.ts';
import { runInstances } from '../../../../src/run/run-instances.ts';
import { examplePlan } from '../../../support/example-plan.ts';
import { fakeRun, runOptions } from '../../../support/fake-run.ts';

it('is for the driver that made the instance, whatever the plan says by now', async () => {
  const fake = fakeRun();
  const plan = examplePlan();
  await fake.runOne(plan, { goal: 'create' });
  const state = await fake.services.states.read(plan.name);
  if (state === undefined) throw new Error('it was created');
  await fake.services.states.write({ ...state, driver: 'elder', made: { ...state.made, driver: 'elder' } });
  const removed: string[] = [];
  const elder: Driver = {
    ...fake.driver,
    destroy: async () => void removed.push(plan.name),
  };
  const services: RunServices = { ...fake.services, driver: async (name) => (name === 'elder' ? elder : fake.driver) };
  const instances = await fake.bind([plan], 'create');

  const { instances: results } = await runInstances(instances, runOptions({ goal: 'create' }), services);

  expect(results).toMatchObject([{ outcome: 'pass', remade: ['driver elder → fake'] }]);
  expect(removed).toEqual([plan.name]);
});

import { expect, it } from 'vitest';
import { waitUntil } from '../../../../src/base/wait/wait-until.ts';
import type { Driver } from '../../../../src/contract/driver.ts';
import type { RunServices } from '../../../../src/run/instance/run-services.ts';
import { runInstances } from '../../../../src/run/run-instances.ts';
import { examplePlan } from '../../../support/example-plan.ts';
import { fakeRun, runOptions, type FakeRun } from '../../../support/fake-run.ts';

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

const plan = examplePlan({ name: 'a', driver: { name: 'fake', config: {} } });

it('an instance that is removed takes with it what runs there: nobody waits for its Salt to end before', async () => {
  const leftAtTheEnd: number[] = [];
  const fake: FakeRun = fakeRun({
    // Ends only when its instance is gone, as what hangs there does, or at last after three seconds.
    async close() {
      await waitUntil(async () => ((await fake.running()).length === 0 ? true : undefined), {
        signal: new AbortController().signal,
        intervalMs: 20,
        timeoutMs: 3000,
      });
      leftAtTheEnd.push((await fake.running()).length);
    },
  });

  const result = await fake.runOne(plan, { goal: 'test', destroy: 'always' });

  expect(result.outcome).toBe('pass');
  expect(leftAtTheEnd).toEqual([0]);
  expect(fake.sessions).toEqual({ opened: 1, closed: 1 });
  expect(fake.connections).toEqual({ opened: 1, closed: 1 });
});

import { describe, expect, it } from 'vitest';
import { fakeDriver } from '../../../drivers/fake/fake-driver.ts';
import type { Driver } from '../../../src/contract/driver.ts';
import { destroyInstance } from '../../../src/run/destroy-instance.ts';
import { driverContext } from '../../support/driver-context.ts';
import { examplePlan } from '../../support/example-plan.ts';
import { fakeRun } from '../../support/fake-run.ts';

/** A project whose one instance `web` is there; a second driver knows nothing of it and only notes that it was asked. */
async function withInstance() {
  const { run, running, services } = fakeRun();
  await run([examplePlan({ name: 'web' })], { goal: 'create' });
  const asked: string[] = [];
  const drivers: Readonly<Record<string, Driver>> = {
    fake: noting('fake', fakeDriver(), asked),
    other: noting('other', { ...(fakeDriver() as Driver), sweep: () => Promise.resolve([]) }, asked),
  };
  const context = driverContext({ project: services.project, cacheDirectory: services.cacheDirectory });
  const driver = (name: string): Promise<Driver> => Promise.resolve(drivers[name] ?? fakeDriver());
  return {
    running,
    asked,
    states: services.states,
    destroy: (doomed: { name: string; drivers: readonly string[] }) =>
      destroyInstance(doomed, { states: services.states, driver }, context),
  };
}

function noting(name: string, driver: Driver, asked: string[]): Driver {
  return {
    ...driver,
    name,
    sweep(filter, context) {
      asked.push(name);
      return driver.sweep(filter, context);
    },
  };
}

describe('an instance that is to go', () => {
  it('is removed by the driver that its state file names, whatever its plan says by now', async () => {
    const { destroy, asked, running, states } = await withInstance();

    const isFound = await destroy({ name: 'web', drivers: ['other'] });

    expect(isFound).toBe(true);
    expect(asked).toEqual(['fake']);
    expect(await running()).toEqual([]);
    expect(await states.names()).toEqual([]);
  });

  it('is removed by the driver of its plan when its state file is gone, and no other is asked', async () => {
    const { destroy, asked, running, states } = await withInstance();
    await states.remove('web');

    const isFound = await destroy({ name: 'web', drivers: ['fake'] });

    expect(isFound).toBe(true);
    expect(asked).toEqual(['fake']);
    expect(await running()).toEqual([]);
  });

  it('is looked for by all drivers when nothing says which', async () => {
    const { destroy, asked, running, states } = await withInstance();
    await states.remove('web');

    const isFound = await destroy({ name: 'web', drivers: ['other', 'fake'] });

    expect(isFound).toBe(true);
    expect(asked).toEqual(['other', 'fake']);
    expect(await running()).toEqual([]);
  });

  it('is found by its label when its state file holds no handle: a create that was cut short', async () => {
    const { destroy, running, states } = await withInstance();
    const state = await states.read('web');
    if (!state) throw new Error('it was created');
    await states.write({ ...state, handle: null });

    expect(await destroy({ name: 'web', drivers: [] })).toBe(true);
    expect(await running()).toEqual([]);
  });

  it('that is not there is no error, and nothing was found', async () => {
    const { destroy, running } = await withInstance();

    expect(await destroy({ name: 'nothing', drivers: ['fake'] })).toBe(false);
    expect(await running()).toEqual(['web']);
  });
});

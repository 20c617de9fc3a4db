import { describe, expect, it } from 'vitest';
import { fakeDriver } from '../../../../drivers/fake/fake-driver.ts';
import type { Driver } from '../../../../src/contract/driver.ts';
import type { InstancePlan } from '../../../../src/contract/plan.ts';
import type { Verifier } from '../../../../src/contract/verifier.ts';
import { bindInstances, type Binding } from '../../../../src/run/bind/bind-instances.ts';
import { driverContext } from '../../../support/driver-context.ts';
import { examplePlan } from '../../../support/example-plan.ts';
import { fakeRun } from '../../../support/fake-run.ts';

const PLACE = { file: 'checks.yml', line: 1 };
const REBOOTING: Partial<InstancePlan> = { steps: [{ do: 'converge' }, { do: 'reboot' }] };

/** The fake driver, changed. */
function driverWith(change: Partial<Driver>): Driver {
  const base: Driver = fakeDriver();
  return { ...base, ...change };
}

function bind(plans: readonly InstancePlan[], change: Partial<Binding> & { readonly with?: Driver } = {}) {
  const { with: driver = driverWith({}), ...binding } = change;
  return bindInstances(plans, {
    driver: () => Promise.resolve(driver),
    verifier: (name) => Promise.resolve(verifierNamed(name)),
    goal: 'test',
    context: driverContext(),
    ...binding,
  });
}

function verifierNamed(name: string): Verifier {
  return {
    name,
    where: 'guest',
    read: () => Promise.resolve({ config: {}, problems: [] }),
    digest: () => Promise.resolve(''),
    verify: () => Promise.resolve([]),
  };
}

describe('binding', () => {
  it('parses the configuration once, and that is what every call of the driver is given', async () => {
    const parsed: unknown[] = [];
    const { configSchema } = driverWith({});
    const counting = configSchema.transform((config) => {
      parsed.push(config);
      return config;
    });
    const driver = driverWith({ configSchema: counting });

    const [bound] = await bind([examplePlan({ driver: { name: 'fake', config: { image: 'el9' } } })], { with: driver });

    expect(bound?.config).toMatchObject({ image: 'el9', exec: 'answers', cores: 0.1 });
    expect(parsed).toEqual([bound?.config]);
  });

  it('knows what the instance takes', async () => {
    const [bound] = await bind([examplePlan({ driver: { name: 'fake', config: { memory: 7, cores: 2 } } })]);

    expect(bound?.needs).toEqual({ memoryBytes: 7, cores: 2 });
  });

  it('loads the verifiers in the order of the plan, each with what it is to look at', async () => {
    const verify = ['goss', 'other', 'goss'].map((verifier, at) => ({ verifier, config: { at }, place: PLACE }));

    const [bound] = await bind([examplePlan({ verify })]);

    expect(bound?.checks.map(({ verifier, config }) => [verifier.name, config])).toEqual([
      ['goss', { at: 0 }],
      ['other', { at: 1 }],
      ['goss', { at: 2 }],
    ]);
  });

  it('asks once for each configuration how slow its instances are', async () => {
    const asked: unknown[] = [];
    const driver = driverWith({
      async pace(config) {
        asked.push(config);
        return { factor: 3, reason: 'emulated' };
      },
    });
    const planOn = (name: string, image: string) => examplePlan({ name, driver: { name: 'fake', config: { image } } });

    const bound = await bind([planOn('a', 'el8'), planOn('b', 'el9'), planOn('c', 'el8')], { with: driver });

    expect(asked).toMatchObject([{ image: 'el8' }, { image: 'el9' }]);
    expect(bound.map(({ pace }) => pace.reason)).toEqual(['emulated', 'emulated', 'emulated']);
  });

  it('stretches every time limit by the pace, so that what is run is what was bound', async () => {
    const timeoutsMs = { ...examplePlan().timeoutsMs, create: 100, state: 7 };
    const driver = driverWith({ pace: () => Promise.resolve({ factor: 10, reason: 'emulated' }) });

    const [bound] = await bind([examplePlan({ timeoutsMs })], { with: driver });

    expect(bound?.plan.timeoutsMs).toEqual({
      prepare: 600_000,
      create: 1000,
      converge: 600_000,
      again: 600_000,
      state: 70,
      reboot: 600_000,
      verify: 600_000,
      destroy: 600_000,
    });
  });

  it('leaves the plan as it is where nothing is slow', async () => {
    const plan = examplePlan();

    const [bound] = await bind([plan]);

    expect(bound?.plan).toBe(plan);
    expect(bound?.pace).toEqual({ factor: 1, reason: '' });
  });

  it('names the instance whose configuration nobody can use', async () => {
    const plan = examplePlan({ name: 'web', driver: { name: 'fake', config: { memory: 'much' } } });

    await expect(bind([plan])).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/^'web': the driver 'fake' cannot use its configuration: /),
      hint: 'See `saltern config show web`.',
    });
  });
});

describe('a reboot that the driver does not know', () => {
  const cannot = driverWith({ can: { systemd: false, reboot: false, warm: false } });

  it('is refused before anything starts', async () => {
    const { run, events, running } = fakeRun({ canReboot: false });

    const refused = run([examplePlan({ name: 'good' }), examplePlan({ name: 'web', ...REBOOTING })]);

    await expect(refused).rejects.toMatchObject({
      code: 'USAGE',
      message: "'web' cannot be restarted: the driver 'fake' cannot reboot",
      hint: expect.stringContaining("'steps'"),
    });
    expect(events).toEqual([]);
    expect(await running()).toEqual([]);
  });

  it('stands in the way of nobody who does not come to it', async () => {
    await expect(bind([examplePlan(REBOOTING)], { goal: 'converge', with: cannot })).resolves.toHaveLength(1);
  });
});

it('what a driver throws about its pace is thrown before anything starts', async () => {
  const driver = driverWith({ pace: () => Promise.reject(new Error('no qemu')) });

  await expect(bind([examplePlan()], { with: driver })).rejects.toThrow('no qemu');
});

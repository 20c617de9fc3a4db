import { describe, expect, it } from 'vitest';
import type { InstancePlan } from '../../../../src/contract/plan.ts';
import { openRecord } from '../../../../src/run/instance/record.ts';
import { examplePlan } from '../../../support/example-plan.ts';
import { fakeRun } from '../../../support/fake-run.ts';

const PREPARED = { reference: 'sha256:1', image: { reference: 'el9', digest: 'sha256:2' }, built: false };
const plan = examplePlan();

async function open() {
  const { services, bind } = fakeRun();
  const openPlan = async (one: InstancePlan) => {
    const [bound] = await bind([one]);
    if (bound === undefined) throw new Error('one plan, one instance');
    return await openRecord(bound, services);
  };
  return { services, openPlan, record: await openPlan(plan), onDisk: () => services.states.read(plan.name) };
}

describe('the record of an instance', () => {
  it('is empty before anything was begun, and what is marked then is not kept', async () => {
    const { record, onDisk } = await open();

    await record.mark('verify', 'pass');
    await record.keep();

    expect(record).toMatchObject({ state: undefined, isCreated: false, isConverged: false });
    expect(await onDisk()).toBeUndefined();
  });

  it('is on disk with the beginning of a create, so that a crash is seen: neither created nor left on purpose', async () => {
    const { record, services, openPlan, onDisk } = await open();
    const snapshot = { id: '20261122T013000', digest: 'sha256:3', repositories: [] };
    const onSnapshot = await openPlan({ ...plan, snapshot });

    await onSnapshot.begin(PREPARED);

    expect(await onDisk()).toMatchObject({
      name: plan.name,
      driver: 'fake',
      handle: null,
      prepared: PREPARED,
      snapshot,
      runId: services.runId,
      isKept: false,
      phases: {},
    });
    expect(onSnapshot.isCreated).toBe(false);
    expect(record.state).toBeUndefined();
  });

  it('is created once it has arrived, with the handle that the driver gave last', async () => {
    const { record, onDisk } = await open();

    await record.begin(PREPARED);
    await record.arrive('create', { boots: 1 });
    await record.arrive('reboot', { boots: 2 });

    expect(record.isCreated).toBe(true);
    expect(await onDisk()).toMatchObject({
      handle: { boots: 2 },
      phases: { create: { outcome: 'pass' }, reboot: { outcome: 'pass' } },
    });
  });

  it('is converged while its last pass is a good one', async () => {
    const { record } = await open();
    await record.begin(PREPARED);
    await record.arrive('create', {});

    const seen: boolean[] = [];
    for (const outcome of ['pass', 'error', 'fail', 'pass'] as const) {
      await record.mark('converge', outcome);
      seen.push(record.isConverged);
    }

    expect(seen).toEqual([true, false, false, true]);
  });

  it('forgets what was, when it begins anew', async () => {
    const { record } = await open();
    await record.begin(PREPARED);
    await record.arrive('create', {});
    await record.mark('converge', 'pass');

    await record.begin(PREPARED);

    expect(record).toMatchObject({ isCreated: false, isConverged: false });
  });

  it('of another making is none that fits', async () => {
    const { record, openPlan } = await open();
    await record.begin(PREPARED);
    await record.arrive('create', {});
    await record.mark('converge', 'pass');

    const same = await openPlan(plan);
    const other = await openPlan({ ...plan, driver: { name: 'fake', config: { image: 'other' } } });

    expect(same).toMatchObject({ isCreated: true, isConverged: true });
    expect(other).toMatchObject({ isCreated: false, isConverged: false, state: same.state });
  });

  it('is kept on purpose, and gone with the instance', async () => {
    const { record, onDisk } = await open();
    await record.begin(PREPARED);

    await record.keep();
    const kept = await onDisk();
    await record.remove();

    expect(kept?.isKept).toBe(true);
    expect(record.state).toBeUndefined();
    expect(await onDisk()).toBeUndefined();
  });
});

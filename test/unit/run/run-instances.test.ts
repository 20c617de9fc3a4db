import { describe, expect, it } from 'vitest';
import { SalternError } from '../../../src/contract/errors.ts';
import type { NewRunEvent } from '../../../src/contract/events.ts';
import { driverContext } from '../../support/driver-context.ts';
import { brokenCheck, examplePass, examplePlan, exampleState, failedPass } from '../../support/example-plan.ts';
import { fakeRun, HALF_OF_MEMORY } from '../../support/fake-run.ts';
import { SCRIPTED_CHECKS } from '../../support/scripted-parts.ts';

const NAMES = ['a', 'b', 'c', 'd'];

/** Four instances; the driver's section by name. */
function plansWith(sections: Readonly<Record<string, Parameters<typeof planWith>[1]>> = {}) {
  return NAMES.map((name) => planWith(name, sections[name]));
}

function planWith(name: string, config: ReturnType<typeof examplePlan>['driver']['config'] = {}) {
  return examplePlan({ name, driver: { name: 'fake', config } });
}

/** Most instances that were ever between create and destroy at once. */
function peakOf(events: readonly NewRunEvent[]): number {
  let now = 0;
  return Math.max(
    ...events.map((event) => {
      if (event.type === 'phase-started' && event.phase === 'create') now += 1;
      if (event.type === 'phase-finished' && event.phase === 'destroy') now -= 1;
      return now;
    }),
  );
}

describe('a run', () => {
  it('takes every instance through all phases and removes what passed', async () => {
    const { run, services, events, running } = fakeRun();

    const result = await run(plansWith());

    expect(result.outcome).toBe('pass');
    expect(result.instances.map((one) => one.name)).toEqual(NAMES);
    expect(result.instances[0]?.phases.map((one) => `${one.phase} ${one.outcome}`)).toEqual([
      'prepare pass',
      'create pass',
      'converge pass',
      'again pass',
      'verify skip',
      'destroy pass',
    ]);
    expect(await running()).toEqual([]);
    expect(await services.states.names()).toEqual([]);
    expect(events.at(-1)).toEqual({ type: 'run-finished', result });
  });

  it('begins with the instances in their order, however long their locks take', async () => {
    const late = Promise.withResolvers<void>();
    const { run, events } = fakeRun({
      lock: async (name) => {
        if (name === 'a') await late.promise;
        if (name === 'd') late.resolve();
      },
    });

    await run(plansWith(), { concurrency: 1 });

    expect(
      events.filter(({ type }) => type === 'instance-started').map((one) => 'instance' in one && one.instance),
    ).toEqual(NAMES);
  });

  it('closes every way into an instance that it opened', async () => {
    const { run, connections, sessions } = fakeRun();

    await run(plansWith({ b: { fail: { exec: 'error' } } }));

    expect(connections).toEqual({ opened: 4, closed: 4 });
    expect(sessions).toEqual({ opened: 4, closed: 4 });
  });

  it('keeps what failed, still runs its checks, and says why in its evidence', async () => {
    const passes = () => [failedPass({ comment: 'Source file not found' })];
    const { runOne, running } = fakeRun({ passes, checks: () => [brokenCheck()] });

    const one = await runOne(examplePlan({ verify: SCRIPTED_CHECKS }));

    expect(one).toMatchObject({ outcome: 'fail', kept: true, trouble: undefined });
    expect(one.evidence?.reasons).toEqual([
      'state time-config file.managed: Source file not found',
      'check service sshd running: expected true, got false',
    ]);
    expect(one.phases.map(({ phase }) => phase)).not.toContain('again');
    expect(await running()).toEqual([one.name]);
  });

  it('fails when the second pass changes again, and names the state', async () => {
    const changed = exampleState({ verdict: 'changed', changes: { diff: '+x' }, diff: '+x' });
    const { runOne } = fakeRun({ passes: () => [examplePass(), examplePass({ states: [changed] })] });

    const { outcome, steps } = await runOne(examplePlan());

    expect(outcome).toBe('fail');
    expect(steps[1]).toMatchObject({
      step: { do: 'again' },
      outcome: 'fail',
      pass: { states: [{ id: 'time-config', verdict: 'changed-again', diff: '+x' }] },
    });
  });

  it('calls trouble an error, never a failure, and lets the others go on', async () => {
    const { run } = fakeRun();

    const { instances } = await run(plansWith({ b: { fail: { create: 'error' } } }));

    expect(instances.map((one) => one.outcome)).toEqual(['pass', 'error', 'pass', 'pass']);
    expect(instances[1]?.trouble).toMatchObject({
      code: 'ENGINE_FAILED',
      message: expect.stringContaining("at 'create' of 'b'"),
    });
    expect(instances[1]?.evidence).toMatchObject({
      outcome: 'error',
      reasons: [expect.stringMatching(/^ENGINE_FAILED: /)],
    });
  });

  it('tries transient trouble again, counts it, and goes on', async () => {
    const { runOne, events } = fakeRun();

    const result = await runOne(planWith('a', { fail: { create: { transient: 1 } } }));

    expect(result.outcome).toBe('pass');
    expect(result.phases.find((one) => one.phase === 'create')?.retries).toBe(1);
    expect(events.filter((event) => event.type === 'retry')).toMatchObject([{ phase: 'create', attempt: 1 }]);
  });

  it('stops the others at the first failure with --fail-fast, and removes what it had made of them', async () => {
    const waits = { fail: { create: 'hang' } };
    const { run, running } = fakeRun({ passes: () => [failedPass()] });

    const result = await run(plansWith({ b: waits, c: waits, d: waits }), { isFailFast: true });

    expect(result.instances.map((one) => one.outcome)).toEqual(['fail', 'skip', 'skip', 'skip']);
    expect(result.instances[1]?.trouble?.message).toContain("'a' did not pass");
    expect(result.interrupted).toBe(false);
    expect(await running()).toEqual(['a']);
  });

  it('removes what it made when it is interrupted, and says so', async () => {
    const controller = new AbortController();
    const interrupt = new SalternError('INTERRUPTED', 'Interrupted by SIGINT');
    const { run, services, running } = fakeRun({
      hears: (event) => event.type === 'phase-started' && event.phase === 'create' && controller.abort(interrupt),
    });
    const waits = { fail: { create: 'hang' } };

    const result = await run(plansWith({ a: waits, b: waits, c: waits, d: waits }), { signal: controller.signal });

    expect(result.interrupted).toBe(true);
    expect(result.instances.map((one) => one.trouble?.code)).toEqual(NAMES.map(() => 'INTERRUPTED'));
    expect(result.instances.map((one) => one.evidence)).toEqual(NAMES.map(() => undefined));
    expect(await running()).toEqual([]);
    expect(await services.states.names()).toEqual([]);
  });

  it('admits only as many at once as memory allows, and says why the others wait', async () => {
    const { run, events } = fakeRun();
    const [a, b, c, d] = [HALF_OF_MEMORY, HALF_OF_MEMORY, HALF_OF_MEMORY, HALF_OF_MEMORY];

    const result = await run(plansWith({ a, b, c, d }));

    expect(result.outcome).toBe('pass');
    expect(peakOf(events)).toBe(2);
    expect(events.filter((event) => event.type === 'instance-waiting')).toMatchObject([
      { instance: 'c', reason: 'waiting for memory (0.0 GiB free, needs 0.5 GiB)' },
      { instance: 'd', reason: 'waiting for memory (0.0 GiB free, needs 0.5 GiB)' },
    ]);
  });

  it('waits for another saltern before it takes what a third one could use', async () => {
    const other = Promise.withResolvers<void>();
    const { events, run } = fakeRun({
      async lock(name, onWait) {
        if (name !== 'a') return;
        onWait();
        await other.promise;
      },
      hears: (event) => event.type === 'instance-finished' && event.instance === 'b' && other.resolve(),
    });

    const result = await run([planWith('a'), planWith('b')], { concurrency: 1 });

    expect(result.outcome).toBe('pass');
    expect(events.filter((event) => event.type === 'instance-waiting')).toMatchObject([
      { instance: 'a', reason: 'another saltern is working on it' },
    ]);
  });

  it('names the phase that did not finish in time, and removes what was half made', async () => {
    const plan = planWith('a', { fail: { create: 'hang' } });
    const { runOne, running } = fakeRun();

    const { trouble } = await runOne({ ...plan, timeoutsMs: { ...plan.timeoutsMs, create: 30 } });

    expect(trouble).toMatchObject({ code: 'TIMEOUT', message: expect.stringContaining("'create'") });
    expect(await running()).toEqual([]);
  });

  it('gives no verdict on an instance with neither states nor checks', async () => {
    const { runOne } = fakeRun();

    const result = await runOne(examplePlan({ states: { kind: 'none' }, steps: [{ do: 'verify' }] }));

    expect(result).toMatchObject({ outcome: 'skip', evidence: undefined, kept: false });
  });

  it('calls a removal that did not work an error of what had passed', async () => {
    const { runOne } = fakeRun();

    const result = await runOne(planWith('a', { fail: { destroy: 'error' } }));

    expect(result).toMatchObject({ outcome: 'error', kept: true, trouble: { code: 'ENGINE_FAILED' } });
  });
});

describe('an instance after its test', () => {
  const broken = { passes: () => [failedPass()] };

  it.each([
    ['passing', {}, false],
    ['passing', broken, true],
    ['always', broken, false],
    ['never', {}, true],
  ] as const)('with the policy %s: %j leaves it there is %s', async (destroy, script, isLeft) => {
    const { runOne, running, services } = fakeRun(script);
    const plan = examplePlan();

    const { kept } = await runOne(plan, { destroy });

    expect(kept).toBe(isLeft);
    expect(await running()).toEqual(isLeft ? [plan.name] : []);
    expect((await services.states.read(plan.name))?.isKept).toBe(isLeft ? true : undefined);
  });
});

describe('a kept instance', () => {
  const created = (events: readonly NewRunEvent[]) =>
    events.filter((event) => event.type === 'phase-started' && event.phase === 'create').length;

  it('is used again by the next verb', async () => {
    const { run, events } = fakeRun();

    await run([examplePlan()], { goal: 'converge' });
    await run([examplePlan()], { goal: 'verify' });

    expect(created(events)).toBe(1);
  });

  it('is made again when what it is made from has changed', async () => {
    const { run, events } = fakeRun();

    await run([planWith('a')], { goal: 'converge' });
    await run([planWith('a', { image: 'other' })], { goal: 'converge' });

    expect(created(events)).toBe(2);
  });

  it('is made again when somebody removed it', async () => {
    const { run, events, driver, services } = fakeRun();
    await run([planWith('a')], { goal: 'create' });

    await driver.sweep(
      { keep: [] },
      driverContext({ project: services.project, cacheDirectory: services.cacheDirectory }),
    );
    const result = await run([planWith('a')], { goal: 'converge' });

    expect(result.outcome).toBe('pass');
    expect(created(events)).toBe(2);
  });

  it('is made again by a test, which starts from nothing', async () => {
    const { run, events } = fakeRun();

    await run([examplePlan()], { goal: 'create' });
    await run([examplePlan()]);

    expect(created(events)).toBe(2);
  });
});

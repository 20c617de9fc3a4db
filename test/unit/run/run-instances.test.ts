import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { SalternError } from '../../../src/contract/errors.ts';
import type { CheckResult } from '../../../src/contract/model.ts';
import { runInstances } from '../../../src/run/run-instances.ts';
import { examplePlan, exampleState } from '../../support/example-plan.ts';
import { CONVERGED, fakeParts, runOptions } from '../../support/fake-parts.ts';

const plans = ['a', 'b', 'c', 'd'].map((name) => examplePlan({ name }));
const FAILED = {
  ...CONVERGED,
  outcome: 'fail' as const,
  states: [exampleState({ outcome: 'fail', result: false, comment: 'Source file not found' })],
};
const WRONG: CheckResult = {
  type: 'service',
  id: 'sshd',
  property: 'running',
  outcome: 'fail',
  expected: true,
  actual: false,
  message: 'running: expected true, got false',
  details: [],
  place: undefined,
};
const checks = [{ resources: {}, file: 'saltern.yml', places: {} }];

describe('a run', () => {
  it('takes every instance through all phases and removes what passed', async () => {
    const { parts, events, running } = fakeParts();

    const result = await runInstances(plans, runOptions(), parts);

    expect(result.outcome).toBe('pass');
    expect(result.instances.map((one) => one.name)).toEqual(['a', 'b', 'c', 'd']);
    expect(result.instances[0]?.phases.map((one) => `${one.phase} ${one.outcome}`)).toEqual([
      'prepare pass',
      'create pass',
      'converge pass',
      'idempotence pass',
      'verify skip',
      'destroy pass',
    ]);
    expect(running.size).toBe(0);
    expect(await parts.states.names()).toEqual([]);
    expect(events.at(-1)?.type).toBe('run-finished');
  });

  it('keeps what failed, still runs its checks, and says why in its evidence', async () => {
    const { parts, running } = fakeParts({ passes: () => [FAILED], checks: () => [WRONG] });

    const result = await runInstances([examplePlan({ checks })], runOptions(), parts);

    const [one] = result.instances;
    expect(one?.outcome).toBe('fail');
    expect(one?.kept).toBe(true);
    expect(one?.evidence?.reasons).toEqual([
      'state time-config file.managed: Source file not found',
      'check service sshd running: expected true, got false',
    ]);
    expect(one?.phases.map((phase) => phase.phase)).not.toContain('idempotence');
    expect(running.size).toBe(1);
  });

  it('fails when the second pass changes again, and names the state', async () => {
    const again = { ...CONVERGED, states: [exampleState({ changes: { diff: '+x' }, diff: '+x' })] };
    const { parts } = fakeParts({ passes: () => [CONVERGED, again] });

    const result = await runInstances([examplePlan()], runOptions(), parts);

    expect(result.instances[0]?.outcome).toBe('fail');
    expect(result.instances[0]?.idempotence?.states[0]).toMatchObject({
      id: 'time-config',
      outcome: 'fail',
      diff: '+x',
    });
  });

  it('calls trouble an error, never a failure, and lets the others go on', async () => {
    const create = (name: string) =>
      name === 'b' ? Promise.reject(new SalternError('BOOT_FAILED', 'no boot', { hint: 'look' })) : Promise.resolve();
    const { parts } = fakeParts({ create });

    const result = await runInstances(plans, runOptions(), parts);

    expect(result.instances.map((one) => one.outcome)).toEqual(['pass', 'error', 'pass', 'pass']);
    expect(result.instances[1]?.trouble).toMatchObject({ code: 'BOOT_FAILED', hint: 'look' });
    expect(result.instances[1]?.evidence?.outcome).toBe('error');
  });

  it('tries transient trouble again, counts it, and gives up after two more tries', async () => {
    let tries = 0;
    const create = () => {
      tries += 1;
      return tries < 3
        ? Promise.reject(new SalternError('ENGINE_FAILED', 'hiccup', { isTransient: true }))
        : Promise.resolve();
    };
    const { parts, events } = fakeParts({ create });

    const result = await runInstances([examplePlan()], runOptions(), parts);

    expect(result.outcome).toBe('pass');
    expect(result.instances[0]?.phases.find((one) => one.phase === 'create')?.retries).toBe(2);
    expect(events.filter((event) => event.type === 'retry')).toHaveLength(2);
  });

  it('stops the others at the first failure with --fail-fast, and removes what it had made of them', async () => {
    const create = (name: string, signal: AbortSignal) =>
      name === 'a' ? Promise.resolve() : delay(5000, undefined, { signal });
    const { parts, running } = fakeParts({ create, passes: () => [FAILED] });

    const result = await runInstances(plans, runOptions({ isFailFast: true }), parts);

    expect(result.instances.map((one) => one.outcome)).toEqual(['fail', 'skip', 'skip', 'skip']);
    expect(result.durationMs).toBeLessThan(4000);
    expect([...running]).toEqual(['a']);
  });

  it('removes what it made when it is interrupted, and says so', async () => {
    const controller = new AbortController();
    const create = async (_name: string, signal: AbortSignal) => {
      setTimeout(() => controller.abort(new SalternError('INTERRUPTED', 'Interrupted by SIGINT')), 20);
      await delay(5000, undefined, { signal });
    };
    const { parts, running } = fakeParts({ create });

    const result = await runInstances(plans, runOptions({ signal: controller.signal }), parts);

    expect(result.interrupted).toBe(true);
    expect(result.instances.every((one) => one.trouble?.code === 'INTERRUPTED')).toBe(true);
    expect(result.instances.every((one) => one.evidence === undefined)).toBe(true);
    expect(running.size).toBe(0);
    expect(await parts.states.names()).toEqual([]);
  });

  it('admits only as many at once as memory allows, and says why the others wait', async () => {
    const { parts, events, peak } = fakeParts({ memoryBytes: 50, create: () => delay(20) });

    const result = await runInstances(plans, runOptions(), parts);

    expect(result.outcome).toBe('pass');
    expect(peak.value).toBe(2);
    expect(events.filter((event) => event.type === 'instance-waiting')).toHaveLength(2);
  });

  it('names the phase that did not finish in time', async () => {
    const timeouts = { ...examplePlan().timeouts, createMs: 30 };
    const { parts, running } = fakeParts({ create: (_name, signal) => delay(5000, undefined, { signal }) });

    const result = await runInstances([examplePlan({ timeouts })], runOptions(), parts);

    expect(result.instances[0]?.trouble?.code).toBe('TIMEOUT');
    expect(result.instances[0]?.trouble?.message).toContain("'create'");
    expect(running.size).toBe(0);
  });

  it('reuses an instance that converge made, and makes it again when its plan has changed', async () => {
    const { parts, events } = fakeParts();
    const created = () => events.filter((event) => event.type === 'phase-started' && event.phase === 'create').length;

    await runInstances([examplePlan()], runOptions({ goal: 'converge' }), parts);
    await runInstances([examplePlan()], runOptions({ goal: 'verify' }), parts);
    const once = created();
    await runInstances(
      [examplePlan({ driver: { name: 'fake', config: { image: 'other' } } })],
      runOptions({ goal: 'converge' }),
      parts,
    );

    expect(once).toBe(1);
    expect(created()).toBe(2);
  });
});

describe('a hook', () => {
  it('that fails is an error which names the place it is written at', async () => {
    const hooks = [
      {
        when: 'before',
        phase: 'converge',
        on: 'host',
        run: 'echo no good; exit 3',
        place: { file: 'suites/x.yml', line: 7 },
      },
    ] as const;
    const { parts } = fakeParts();

    const result = await runInstances([examplePlan({ hooks })], runOptions(), parts);

    expect(result.instances[0]).toMatchObject({
      outcome: 'error',
      trouble: { code: 'HOOK_FAILED', details: ['no good'], hint: 'It is written at suites/x.yml:7.' },
    });
  });
});

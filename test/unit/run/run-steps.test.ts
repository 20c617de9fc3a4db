import { describe, expect, it } from 'vitest';
import { SalternError } from '../../../src/contract/errors.ts';
import type { CheckResult, InstancePlan, InstanceResult, Step } from '../../../src/contract/model.ts';
import type { Goal } from '../../../src/contract/phases.ts';
import { runInstances } from '../../../src/run/run-instances.ts';
import { examplePlan, exampleState } from '../../support/example-plan.ts';
import { CONVERGED, fakeParts, runOptions, type Script } from '../../support/fake-parts.ts';

const FAILED = { ...CONVERGED, outcome: 'fail' as const, states: [exampleState({ outcome: 'fail', result: false })] };
const CHANGED = { ...CONVERGED, states: [exampleState({ changes: { diff: '+x' }, comment: 'Updated' })] };
const GOOD: CheckResult = {
  type: 'service',
  id: 'sshd',
  property: 'running',
  outcome: 'pass',
  expected: true,
  actual: true,
  message: 'running: true',
  details: [],
  place: undefined,
};
const BAD: CheckResult = { ...GOOD, outcome: 'fail', actual: false, message: 'running: expected true, got false' };
const checks = [{ resources: {}, file: 'saltern.yml', places: {} }];

async function runWith(
  steps: readonly Step[],
  script: Script & { readonly goal?: Goal; readonly plan?: Partial<InstancePlan> } = {},
) {
  const fake = fakeParts(script);
  const plan = examplePlan({ steps, checks, ...script.plan });
  const { instances } = await runInstances([plan], runOptions({ goal: script.goal ?? 'test' }), fake.parts);
  const [result] = instances;
  if (!result) throw new Error('one instance, one result');
  return { ...fake, plan, result };
}

/** Checks that answer another time on each call. */
function inTurn(...answers: readonly (readonly CheckResult[])[]): Required<Script>['checks'] {
  const left = [...answers];
  return () => left.shift() ?? [];
}

const between = ({ phases }: InstanceResult) =>
  phases.map(({ phase, outcome }) => `${phase} ${outcome}`).filter((line) => !/^(prepare|create|destroy)/.test(line));

describe('the steps of a suite', () => {
  it('run in their order, each as often as it is there', async () => {
    const { result } = await runWith(['converge', 'again', 'verify', 'reboot', 'again', 'verify'], {
      checks: () => [GOOD],
    });

    expect(between(result)).toEqual([
      'converge pass',
      'idempotence pass',
      'verify pass',
      'reboot pass',
      'idempotence pass',
      'verify pass',
    ]);
    expect(result).toMatchObject({ outcome: 'pass', checks: [GOOD] });
  });

  it.each<[Goal, readonly string[]]>([
    ['create', []],
    ['converge', ['converge pass']],
    ['verify', ['converge pass', 'verify pass']],
  ])('are for test alone: %s does what it always did', async (goal, expected) => {
    const { result } = await runWith(['converge', 'reboot', 'verify', 'again'], { goal, checks: () => [GOOD] });

    expect(between(result)).toEqual(expected);
  });

  it('after a failed pass are the checks, once, and nothing else', async () => {
    const { result } = await runWith(['converge', 'again', 'verify', 'reboot', 'verify'], {
      passes: () => [FAILED],
      checks: () => [GOOD],
    });

    expect(between(result)).toEqual(['converge fail', 'verify pass']);
    expect(result.outcome).toBe('fail');
  });

  it('without states reboot and verify', async () => {
    const { result } = await runWith(['reboot', 'verify'], {
      plan: { states: { kind: 'none' } },
      checks: () => [BAD],
    });

    expect(between(result)).toEqual(['reboot pass', 'verify fail']);
  });
});

describe('a reboot', () => {
  it('leaves the handle that the driver gave in the state file', async () => {
    const { parts, plan } = await runWith(['converge', 'reboot', 'verify'], { checks: () => [BAD] });

    const state = await parts.states.read(plan.name);

    expect(state?.handle).toEqual({ name: plan.name, boots: 2 });
    expect(state?.phases.reboot?.outcome).toBe('pass');
  });

  it('is told in what went wrong after it, and in nothing before', async () => {
    const other = { ...BAD, id: 'chronyd' };

    const { result, events } = await runWith(['converge', 'verify', 'reboot', 'verify'], {
      checks: inTurn([GOOD, other], [BAD, other]),
    });

    expect(result.checks.map(({ id, outcome, message }) => `${id} ${outcome} ${message}`)).toEqual([
      'sshd fail after the reboot: running: expected true, got false',
      'chronyd fail running: expected true, got false',
    ]);
    expect(result.evidence?.reasons[0]).toBe('check service sshd after the reboot: running: expected true, got false');
    expect(events.filter(({ type }) => type === 'check-finished')).toHaveLength(4);
  });

  it('counts what failed before it, though it passes afterwards', async () => {
    const { result, parts, plan } = await runWith(['converge', 'verify', 'reboot', 'verify'], {
      checks: inTurn([BAD], [GOOD]),
    });

    expect(result).toMatchObject({ outcome: 'fail', checks: [BAD] });
    expect((await parts.states.read(plan.name))?.phases.verify?.outcome).toBe('fail');
  });

  it('names the states that change again after it', async () => {
    const { result } = await runWith(['converge', 'again', 'reboot', 'again', 'verify'], {
      passes: (_, session) => (session === 1 ? [CONVERGED, CONVERGED] : [CHANGED]),
      checks: () => [GOOD],
    });

    expect(result.idempotence).toMatchObject({ outcome: 'fail', durationMs: 2 * CONVERGED.durationMs });
    expect(result.idempotence?.states[0]?.comment).toMatch(/^after the reboot: Changed again/);
    expect(result.evidence?.reasons).toEqual(['state time-config file.managed changed again after a reboot']);
  });

  it('that does not come up is an error of its phase', async () => {
    const reboot = () => Promise.reject(new SalternError('BOOT_FAILED', 'no boot'));

    const { result, running } = await runWith(['converge', 'reboot', 'verify'], { reboot });

    expect(between(result)).toEqual(['converge pass', 'reboot error']);
    expect(result).toMatchObject({ outcome: 'error', trouble: { code: 'BOOT_FAILED' }, kept: true });
    expect(running.size).toBe(1);
  });

  it('that takes too long is named with its limit', async () => {
    const timeouts = { ...examplePlan().timeouts, rebootMs: 30 };
    const reboot = (_name: string, signal: AbortSignal) =>
      new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));

    const { result } = await runWith(['converge', 'reboot'], { reboot, plan: { timeouts } });

    expect(result.trouble).toMatchObject({ code: 'TIMEOUT', message: expect.stringContaining("'reboot'") });
  });

  it('is refused where the driver knows none', async () => {
    const { result } = await runWith(['converge', 'reboot'], { canReboot: false });

    expect(result.trouble).toMatchObject({ code: 'USAGE', hint: expect.stringContaining("'steps'") });
  });

  it('has hooks around it, in the guest too', async () => {
    const shared = { phase: 'reboot', on: 'guest', run: 'true', place: { file: 'saltern.yml', line: 1 } } as const;
    const hooks = [
      { ...shared, when: 'before' },
      { ...shared, when: 'after' },
    ] as const;

    const { result, events } = await runWith(['converge', 'reboot'], { plan: { hooks } });

    expect(result.outcome).toBe('pass');
    expect(events.filter((event) => event.type === 'phase-progress').map(({ text }) => text)).toEqual([
      'hook before reboot: true',
      'hook after reboot: true',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import type { InstancePlan } from '../../../src/contract/plan.ts';
import type { CheckResult, InstanceResult } from '../../../src/contract/result.ts';
import { type StepName, type Goal } from '../../../src/contract/phases.ts';
import {
  brokenCheck,
  exampleCheck,
  examplePass,
  examplePlan,
  exampleState,
  failedPass,
} from '../../support/example-plan.ts';
import { fakeRun } from '../../support/fake-run.ts';
import { SCRIPTED_CHECKS, type Script } from '../../support/scripted-parts.ts';

const GOOD = exampleCheck();
const BAD = brokenCheck();
const CHANGED = examplePass({ states: [exampleState({ verdict: 'changed', changes: { diff: '+x' } })] });

async function runWith(
  steps: readonly StepName[],
  script: Script & { readonly goal?: Goal; readonly plan?: Partial<InstancePlan> } = {},
) {
  const fake = fakeRun(script);
  const plan = examplePlan({ steps: steps.map((step) => ({ do: step })), verify: SCRIPTED_CHECKS, ...script.plan });
  return { ...fake, plan, result: await fake.runOne(plan, { goal: script.goal ?? 'test' }) };
}

/** Checks that answer another time on each call. */
function inTurn(...answers: readonly (readonly CheckResult[])[]): Required<Script>['checks'] {
  const left = [...answers];
  return () => left.shift() ?? [];
}

const between = ({ phases }: InstanceResult) =>
  phases.map(({ phase, outcome }) => `${phase} ${outcome}`).filter((line) => !/^(prepare|create|destroy)/.test(line));

const stepsOf = ({ steps }: InstanceResult) =>
  steps.map(({ step, after, outcome }) => `${[...after, ''].join(' ')}${step.do} ${outcome}`);

describe('the steps of a suite', () => {
  it('run in their order, each as often as it is there, and know what was before them', async () => {
    const { result } = await runWith(['converge', 'again', 'verify', 'reboot', 'again', 'verify'], {
      checks: () => [GOOD],
    });

    expect(stepsOf(result)).toEqual([
      'converge pass',
      'converge again pass',
      'converge again verify pass',
      'converge again verify reboot pass',
      'converge again verify reboot again pass',
      'converge again verify reboot again verify pass',
    ]);
    expect(result.outcome).toBe('pass');
  });

  it('keep what each of them found', async () => {
    const { result } = await runWith(['converge', 'again', 'verify'], {
      passes: () => [CHANGED, examplePass()],
      checks: () => [GOOD],
    });

    expect(result.steps.map(({ pass, checks }) => [pass?.states.length, checks])).toMatchObject([
      [1, []],
      [1, []],
      [undefined, [GOOD]],
    ]);
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
      passes: () => [failedPass()],
      checks: () => [GOOD],
    });

    expect(between(result)).toEqual(['converge fail', 'verify pass']);
    expect(result.outcome).toBe('fail');
  });

  it.each(['test', 'verify'] as const)('of %s end where nothing was applied at all', async (goal) => {
    const problems = [{ kind: 'render', message: 'undefined variable', place: undefined }] as const;
    const { result } = await runWith(['converge', 'again', 'verify'], {
      goal,
      passes: () => [examplePass({ outcome: 'fail', states: [], problems })],
      checks: () => [BAD],
    });

    expect(between(result)).toEqual(['converge fail']);
  });

  it('end at trouble', async () => {
    const plan = { driver: { name: 'fake', config: { fail: { reboot: 'error' } } } };

    const { result, running } = await runWith(['converge', 'reboot', 'verify'], { plan });

    expect(between(result)).toEqual(['converge pass', 'reboot error']);
    expect(result).toMatchObject({ outcome: 'error', trouble: { code: 'ENGINE_FAILED' }, kept: true });
    expect(await running()).toHaveLength(1);
  });

  it('without states reboot and verify', async () => {
    const { result } = await runWith(['reboot', 'verify'], {
      plan: { states: { kind: 'none' } },
      checks: () => [BAD],
    });

    expect(between(result)).toEqual(['reboot pass', 'verify fail']);
  });

  it('leave out the second pass where it is not checked', async () => {
    const again = { check: false, reason: 'it draws lots', except: {} };

    const { result } = await runWith(['converge', 'again'], { plan: { again } });

    expect(between(result)).toEqual(['converge pass', 'again skip']);
  });
});

describe('verify', () => {
  it('converges only what has not been, and again what failed', async () => {
    const first = fakeRun({ passes: (_, session) => (session === 1 ? [failedPass()] : []) });
    const plan = examplePlan({ verify: SCRIPTED_CHECKS });
    await first.run([plan], { goal: 'converge' });

    const again = await first.runOne(plan, { goal: 'verify' });
    const not = await first.runOne(plan, { goal: 'verify' });

    expect(between(again)).toEqual(['converge pass', 'verify skip']);
    expect(between(not)).toEqual(['verify skip']);
  });
});

describe('a reboot', () => {
  it('leaves the handle that the driver gave in the state file', async () => {
    const { services, plan } = await runWith(['converge', 'reboot', 'verify'], { checks: () => [BAD] });

    const state = await services.states.read(plan.name);

    expect(state?.handle).toMatchObject({ instance: plan.name, boots: 2 });
    expect(state?.phases.reboot?.outcome).toBe('pass');
  });

  it('is told in the reasons of what went wrong after it, and in none before', async () => {
    const other = brokenCheck({ id: 'chronyd' });

    const { result } = await runWith(['converge', 'verify', 'reboot', 'verify'], {
      checks: inTurn([GOOD, other], [BAD]),
    });

    expect(result.evidence?.reasons).toEqual([
      'check service chronyd running: expected true, got false',
      'check service sshd after the reboot: running: expected true, got false',
    ]);
  });

  it('is told with each check and state as it comes', async () => {
    const { events } = await runWith(['converge', 'verify', 'reboot', 'again', 'verify'], {
      checks: inTurn([GOOD], [GOOD]),
    });

    const told = events.filter((event) => event.type === 'check-finished').map(({ after }) => after);
    expect(told).toEqual([['converge'], ['converge', 'verify', 'reboot', 'again']]);
  });

  it('counts what failed before it, though it passes afterwards', async () => {
    const { result, services, plan } = await runWith(['converge', 'verify', 'reboot', 'verify'], {
      checks: inTurn([BAD], [GOOD]),
    });

    expect(result.outcome).toBe('fail');
    expect(result.steps.flatMap(({ checks }) => checks)).toMatchObject([BAD, GOOD]);
    expect((await services.states.read(plan.name))?.phases.verify?.outcome).toBe('fail');
  });

  it('is followed by a session of its own, whose states that change again are named', async () => {
    const { result, sessions } = await runWith(['converge', 'again', 'reboot', 'again', 'verify'], {
      passes: (_, session) => (session === 1 ? [examplePass(), examplePass()] : [CHANGED]),
      checks: () => [GOOD],
    });

    expect(stepsOf(result).filter((line) => line.endsWith('fail'))).toEqual(['converge again reboot again fail']);
    expect(result.evidence?.reasons).toEqual(['state time-config file.managed changed again after the reboot']);
    expect(sessions).toEqual({ opened: 2, closed: 2 });
  });

  it('that takes too long is named with its limit', async () => {
    const driver = { name: 'fake', config: { fail: { reboot: 'hang' } } };
    const timeoutsMs = { ...examplePlan().timeoutsMs, reboot: 30 };

    const { result } = await runWith(['converge', 'reboot'], { plan: { driver, timeoutsMs } });

    expect(result.trouble).toMatchObject({ code: 'TIMEOUT', message: expect.stringContaining("'reboot'") });
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

import type { InstancePlan } from '../../src/contract/plan.ts';
import type { CheckResult, ConvergeResult, StateResult, StepResult } from '../../src/contract/result.ts';
import { outcomeOf } from '../../src/contract/outcome.ts';
import { makeLimits } from '../../src/contract/time-limits.ts';
import { saltData } from './salt-data.ts';

/** A plan with the defaults, for tests that care about one thing of it. */
export function examplePlan(change: Partial<InstancePlan> = {}): InstancePlan {
  return {
    name: 'ops-time-default-centos-stream-9',
    formula: 'ops-time',
    suite: 'default',
    platform: 'centos-stream-9',
    tags: [],
    driver: { name: 'fake', config: {} },
    salt: { from: 'image' },
    prepare: { commands: [], update: true, environment: {}, mounts: {} },
    snapshot: undefined,
    trees: [],
    states: { kind: 'states', states: ['ops-time'] },
    pillar: { directories: [], inline: saltData(), files: {} },
    grains: saltData(),
    minion: saltData(),
    verify: [],
    steps: [{ do: 'converge' }, { do: 'again' }, { do: 'verify' }],
    again: { check: true, reason: undefined, except: {} },
    hooks: [],
    timeoutsMs: makeLimits(() => 60_000),
    place: { file: 'saltern.yml', line: 1 },
    ...change,
  };
}

/** What Salt said of a state, and so what comes of it. */
export function exampleState(change: Partial<StateResult> = {}): StateResult {
  const { verdict = 'kept' } = change;
  return {
    id: 'time-config',
    function: 'file.managed',
    name: '/etc/chrony.conf',
    sls: 'ops-time',
    result: true,
    verdict,
    outcome: outcomeOf(verdict),
    excuse: undefined,
    changes: {},
    diff: undefined,
    comment: 'File is in the correct state',
    durationMs: 3,
    blockedBy: [],
    place: undefined,
    ...change,
  };
}

/** A pass with one state, found in place. */
export function examplePass(change: Partial<ConvergeResult> = {}): ConvergeResult {
  return { outcome: 'pass', states: [exampleState()], problems: [], saltVersion: '3007.15', durationMs: 5, ...change };
}

export function exampleStep(change: Partial<StepResult> = {}): StepResult {
  return {
    step: { do: 'converge' },
    after: [],
    outcome: 'pass',
    durationMs: 5,
    pass: undefined,
    checks: [],
    ...change,
  };
}

/** A check that holds, unless told otherwise. */
export function exampleCheck(change: Partial<CheckResult> = {}): CheckResult {
  return {
    verifier: 'scripted',
    type: 'service',
    id: 'sshd',
    property: 'running',
    outcome: 'pass',
    expected: true,
    actual: true,
    message: 'running: true',
    details: [],
    place: undefined,
    ...change,
  };
}

/** The same, and it does not hold. */
export function brokenCheck(change: Partial<CheckResult> = {}): CheckResult {
  return exampleCheck({ outcome: 'fail', actual: false, message: 'running: expected true, got false', ...change });
}

/** A pass in which this state failed. */
export function failedPass(change: Partial<StateResult> = {}): ConvergeResult {
  return examplePass({ outcome: 'fail', states: [exampleState({ verdict: 'failed', result: false, ...change })] });
}

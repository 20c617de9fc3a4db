import type { InstancePlan, StateResult } from '../../src/contract/model.ts';

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
    pillar: { directories: [], inline: {}, files: {} },
    grains: {},
    minion: {},
    checks: [],
    steps: ['converge', 'again', 'verify'],
    idempotence: { check: true, reason: undefined, except: {} },
    hooks: [],
    timeouts: {
      prepareMs: 60_000,
      createMs: 60_000,
      convergeMs: 60_000,
      stateMs: 60_000,
      rebootMs: 60_000,
      verifyMs: 60_000,
      destroyMs: 60_000,
    },
    place: { file: 'saltern.yml', line: 1 },
    ...change,
  };
}

export function exampleState(change: Partial<StateResult> = {}): StateResult {
  return {
    id: 'time-config',
    function: 'file.managed',
    name: '/etc/chrony.conf',
    sls: 'ops-time',
    result: true,
    outcome: 'pass',
    changes: {},
    diff: undefined,
    comment: 'File is in the correct state',
    durationMs: 3,
    blockedBy: [],
    place: undefined,
    ...change,
  };
}

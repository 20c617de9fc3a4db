import type { InstanceSummary, RunEvent } from '../../../src/contract/events.ts';
import type {
  CheckResult,
  ConvergeResult,
  InstanceResult,
  PhaseResult,
  RunResult,
  StateResult,
} from '../../../src/contract/model.ts';
import type { Phase } from '../../../src/contract/phases.ts';
import type { Outcome } from '../../../src/contract/outcome.ts';

const START = Date.UTC(2026, 10, 22, 2, 14, 0);
const FORMULAS = ['ops-ssh', 'ops-time', 'ops-syslog'];
const PLATFORMS = ['centos-7', 'centos-stream-8', 'centos-stream-9'];
export const DEMO_CWD = '/srv/fleet';
export const DEMO_DIRECTORY = '/srv/fleet/.saltern/runs/01KBDEMO';

export function makeState(over: Partial<StateResult> = {}): StateResult {
  return {
    id: 'sshd-config',
    function: 'file.managed',
    name: '/etc/ssh/sshd_config',
    sls: 'ops-ssh.config',
    result: true,
    outcome: 'pass',
    changes: {},
    diff: undefined,
    comment: 'File /etc/ssh/sshd_config is in the correct state',
    durationMs: 12,
    blockedBy: [],
    place: { file: '/srv/fleet/formulas/ops-ssh/ops-ssh/config.sls', line: 14 },
    ...over,
  };
}

export function makeCheck(over: Partial<CheckResult> = {}): CheckResult {
  return {
    type: 'service',
    id: 'sshd',
    property: 'running',
    outcome: 'pass',
    expected: true,
    actual: true,
    message: 'running: true',
    details: [],
    place: { file: 'suites/ops-ssh.yml', line: 12 },
    ...over,
  };
}

export function makePass(states: readonly StateResult[], over: Partial<ConvergeResult> = {}): ConvergeResult {
  const outcome = states.some((state) => state.outcome === 'fail') ? 'fail' : 'pass';
  return { outcome, states, problems: [], saltVersion: '3007.15', durationMs: 2100, ...over };
}

export function makeSummary(formula: string, platform: string, suite = 'default'): InstanceSummary {
  return { name: `${formula}-${suite}-${platform}`, formula, suite, platform };
}

function makeEvidence(summary: InstanceSummary, outcome: Outcome): Evidence {
  return {
    version: 1,
    runId: '01KBDEMO',
    instance: summary.name,
    formula: summary.formula,
    suite: summary.suite,
    platform: summary.platform,
    outcome,
    reasons: [],
    snapshot: { id: '20261122T013000', digest: 'sha256:5a' },
    formulaDigest: 'sha256:f0',
    suiteDigest: 'sha256:50',
    recipe: 'sha256:2e',
    image: { reference: 'quay.io/centos/centos:stream9', digest: 'sha256:1a' },
    saltVersion: '3007.15',
    packages: ['chrony-4.5-1.x86_64'],
    startedAt: '2026-11-22T02:14:00.000Z',
    finishedAt: '2026-11-22T02:14:03.100Z',
  };
}

function passedPhase(phase: Phase, durationMs: number): PhaseResult {
  return { phase, outcome: 'pass', durationMs, retries: 0 };
}

export function makeResult(summary: InstanceSummary, over: Partial<InstanceResult> = {}): InstanceResult {
  const outcome = over.outcome ?? 'pass';
  return {
    ...summary,
    outcome,
    phases: [
      passedPhase('create', 500),
      passedPhase('converge', 2100),
      passedPhase('idempotence', 300),
      passedPhase('verify', 100),
      passedPhase('destroy', 100),
    ],
    converge: makePass([makeState(), makeState({ id: 'sshd-service', function: 'service.running', name: 'sshd' })]),
    idempotence: makePass([makeState(), makeState({ id: 'sshd-service', function: 'service.running', name: 'sshd' })]),
    checks: [makeCheck()],
    trouble: undefined,
    kept: false,
    evidence: makeEvidence(summary, outcome),
    durationMs: 3100,
    log: `${DEMO_DIRECTORY}/log/${summary.name}.log`,
    ...over,
  };
}

export function makeRun(instances: readonly InstanceResult[], over: Partial<RunResult> = {}): RunResult {
  const worst = (['error', 'fail', 'pass'] as const).find((outcome) =>
    instances.some((one) => one.outcome === outcome),
  );
  return {
    runId: '01KBDEMO',
    outcome: worst ?? 'skip',
    instances,
    startedAt: '2026-11-22T02:14:00.000Z',
    durationMs: 14_200,
    interrupted: false,
    ...over,
  };
}

const MISSING = 'Source file salt://ops-ssh/files/sshd_config.jinja not found';
const DIFF =
  '--- \n+++ \n@@ -1,3 +1,3 @@\n driftfile /var/lib/chrony/drift\n-makestep 1.0 3\n+makestep 1.0 3 # 02:14:05\n rtcsync\n';

const failedStates = [
  makeState({ id: 'sshd-config', result: false, outcome: 'fail', comment: MISSING }),
  makeState({
    id: 'sshd-service',
    function: 'service.running',
    result: false,
    outcome: 'fail',
    comment: 'One or more requisite failed: ops-ssh.config.sshd-config',
    blockedBy: ['sshd-config'],
  }),
  makeState({
    id: 'sshd-reload',
    function: 'cmd.run',
    result: false,
    outcome: 'fail',
    comment: 'One or more requisite failed',
    blockedBy: ['sshd-service'],
  }),
  ...Array.from({ length: 28 }, (_, at) => makeState({ id: `sshd-key-${at}` })),
];
const failedCheck = makeCheck({
  outcome: 'fail',
  actual: false,
  message: 'running: expected true, got false',
  details: [
    'sshd.service failed, exit status 255, 02:14:07',
    'journal  sshd[812]: /etc/ssh/sshd_config line 12: Bad configuration option: PermitRoot',
  ],
});
const changedState = makeState({
  id: 'chrony-config',
  name: '/etc/chrony.conf',
  outcome: 'fail',
  changes: { diff: DIFF },
  diff: DIFF,
  comment: 'File /etc/chrony.conf updated',
  place: { file: '/srv/fleet/formulas/ops-time/ops-time/init.sls', line: 8 },
});

/** Phases that passed, then those given. */
function phases(...last: readonly PhaseResult[]): readonly PhaseResult[] {
  return [{ phase: 'create', outcome: 'pass', durationMs: 500, retries: 0 }, ...last];
}

function resultFor(summary: InstanceSummary): InstanceResult {
  switch (summary.name) {
    case 'ops-ssh-default-centos-stream-8':
      return makeResult(summary, {
        outcome: 'fail',
        converge: makePass(failedStates),
        idempotence: undefined,
        checks: [failedCheck, makeCheck({ type: 'port', id: 'tcp:22', property: 'listening' })],
        phases: phases(
          { phase: 'converge', outcome: 'fail', durationMs: 2900, retries: 0 },
          { phase: 'verify', outcome: 'fail', durationMs: 200, retries: 0 },
        ),
        kept: true,
        durationMs: 3900,
      });
    case 'ops-time-default-centos-stream-9':
      return makeResult(summary, {
        outcome: 'fail',
        idempotence: makePass([changedState]),
        phases: phases(
          { phase: 'converge', outcome: 'pass', durationMs: 1900, retries: 0 },
          { phase: 'idempotence', outcome: 'fail', durationMs: 300, retries: 0 },
        ),
      });
    case 'ops-syslog-default-centos-7':
      return makeResult(summary, {
        outcome: 'error',
        converge: undefined,
        idempotence: undefined,
        checks: [],
        phases: [{ phase: 'create', outcome: 'error', durationMs: 120_000, retries: 2 }],
        trouble: {
          code: 'BOOT_FAILED',
          message: "systemd in 'ops-syslog-default-centos-7' did not come up within 120 s",
          hint: 'Run `saltern doctor` to see whether this engine can run systemd.',
          details: ['Failed to mount cgroup at /sys/fs/cgroup/systemd: Operation not permitted'],
        },
        evidence: undefined,
        durationMs: 121_300,
      });
    case 'ops-time-default-centos-7': {
      const result = makeResult(summary);
      return { ...result, phases: result.phases.map((one) => (one.phase === 'create' ? { ...one, retries: 1 } : one)) };
    }
    default:
      return makeResult(summary);
  }
}

/** Nine instances, four at once: six pass (one after a retry), two fail, one cannot be run. */
export function makeDemoRun(): readonly RunEvent[] {
  const instances = FORMULAS.flatMap((formula) => PLATFORMS.map((platform) => makeSummary(formula, platform)));
  const results = instances.map((summary) => resultFor(summary));
  const events: RunEvent[] = results.flatMap((result, at) =>
    tellInstance(result, START + 100 + Math.floor(at / 4) * 4500 + (at % 4) * 170),
  );
  const ordered = events.toSorted((one, other) => one.at - other.at);
  return [
    {
      at: START,
      type: 'run-started',
      runId: '01KBDEMO',
      verb: 'test',
      instances,
      snapshot: '20261122T013000',
      drivers: ['docker'],
      concurrency: 4,
      directory: DEMO_DIRECTORY,
    },
    ...ordered,
    { at: START + 14_200, type: 'run-finished', result: makeRun(results) },
  ];
}

function tellInstance(result: InstanceResult, start: number): readonly RunEvent[] {
  const instance = result.name;
  const events: RunEvent[] = [
    {
      at: START + 10,
      type: 'instance-waiting',
      instance,
      reason: 'waiting for memory (2.1 GiB free, needs 512 MiB × 5)',
    },
    { at: start, type: 'instance-started', instance },
  ];
  let at = start;
  if (instance === 'ops-time-default-centos-7') {
    events.push({
      at: at + 100,
      type: 'retry',
      instance,
      phase: 'create',
      attempt: 2,
      reason: "Docker did not answer on '/var/run/docker.sock'",
    });
  }
  for (const { phase, outcome, durationMs } of result.phases) {
    const took = Math.min(durationMs, 3000);
    events.push({ at, type: 'phase-started', instance, phase });
    const pass = phase === 'converge' ? result.converge : phase === 'idempotence' ? result.idempotence : undefined;
    for (const [number, state] of (pass?.states ?? []).entries()) {
      const when = at + Math.floor((took * number) / (pass?.states.length ?? 1));
      events.push({
        at: when,
        type: 'phase-progress',
        instance,
        phase,
        text: state.id,
        done: number + 1,
        total: pass?.states.length,
      });
      if (phase === 'converge' || phase === 'idempotence')
        events.push({ at: when + 1, type: 'state-finished', instance, phase, state });
      events.push({
        at: when + 1,
        type: 'output',
        instance,
        phase,
        stream: 'stdout',
        text: `[INFO    ] Completed state [${state.name}]\n`,
      });
    }
    if (phase === 'verify')
      events.push(
        ...result.checks.map((check): RunEvent => ({ at: at + took - 1, type: 'check-finished', instance, check })),
      );
    at += took;
    events.push({ at, type: 'phase-finished', instance, phase, outcome, durationMs });
  }
  return [...events, { at, type: 'instance-finished', instance, result }];
}

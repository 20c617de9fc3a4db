import type { InstanceSummary, RunEvent } from '../../../src/contract/events.ts';
import type { InstanceResult, PhaseResult, StepResult } from '../../../src/contract/result.ts';
import {
  DEMO_DIRECTORY,
  makeCheck,
  makePass,
  makeResult,
  makeRun,
  makeState,
  makeSteps,
  makeSummary,
} from './make-result.ts';

const START = Date.UTC(2026, 10, 22, 2, 14, 0);
const FORMULAS = ['ops-ssh', 'ops-time', 'ops-syslog'];
const PLATFORMS = ['centos-7', 'centos-stream-8', 'centos-stream-9'];

export type RunStarted = Extract<RunEvent, { type: 'run-started' }>;

/** Nine instances, four at once: six pass (one after a retry), two fail, one cannot be run. */
export function makeDemoRun(): readonly [RunStarted, ...RunEvent[]] {
  const instances = FORMULAS.flatMap((formula) => PLATFORMS.map((platform) => makeSummary(formula, platform)));
  const results = instances.map((summary) => resultFor(summary));
  const events = results.flatMap((result, at) =>
    tellInstance(result, START + 100 + Math.floor(at / 4) * 4500 + (at % 4) * 170),
  );
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
    ...events.toSorted((one, other) => one.at - other.at),
    { at: START + 14_200, type: 'run-finished', result: makeRun(results) },
  ];
}

function resultFor(summary: InstanceSummary): InstanceResult {
  switch (summary.name) {
    case 'ops-ssh-default-centos-stream-8':
      return failedConverge(summary);
    case 'ops-time-default-centos-stream-9':
      return changedAgain(summary);
    case 'ops-syslog-default-centos-7':
      return notBooted(summary);
    case 'ops-time-default-centos-7': {
      const result = makeResult(summary);
      return { ...result, phases: result.phases.map((one) => (one.phase === 'create' ? { ...one, retries: 1 } : one)) };
    }
    default:
      return makeResult(summary);
  }
}

function failedConverge(summary: InstanceSummary): InstanceResult {
  const failed = makeState({
    verdict: 'failed',
    result: false,
    comment: 'Source file salt://ops-ssh/files/sshd_config.jinja not found',
  });
  const service = makeState({
    id: 'sshd-service',
    function: 'service.running',
    verdict: 'blocked',
    result: false,
    comment: 'One or more requisite failed: ops-ssh.config.sshd-config',
    blockedBy: ['sshd-config'],
  });
  const reload = makeState({
    id: 'sshd-reload',
    function: 'cmd.run',
    verdict: 'blocked',
    result: false,
    comment: 'One or more requisite failed',
    blockedBy: ['sshd-service'],
  });
  const keys = Array.from({ length: 28 }, (_, at) => makeState({ id: `sshd-key-${at}` }));
  const check = makeCheck({
    outcome: 'fail',
    actual: false,
    message: 'running: expected true, got false',
    details: [
      'sshd.service failed, exit status 255, 02:14:07',
      'journal  sshd[812]: /etc/ssh/sshd_config line 12: Bad configuration option: PermitRoot',
    ],
  });
  return makeResult(summary, {
    outcome: 'fail',
    steps: makeSteps({
      converge: makePass([failed, service, reload, ...keys]),
      again: undefined,
      checks: [check, makeCheck({ type: 'port', id: 'tcp:22', property: 'listening' })],
    }),
    phases: created(
      { phase: 'converge', outcome: 'fail', durationMs: 2900, retries: 0 },
      { phase: 'verify', outcome: 'fail', durationMs: 200, retries: 0 },
    ),
    kept: true,
    durationMs: 3900,
  });
}

const DIFF =
  '--- \n+++ \n@@ -1,3 +1,3 @@\n driftfile /var/lib/chrony/drift\n-makestep 1.0 3\n+makestep 1.0 3 # 02:14:05\n rtcsync\n';

function changedAgain(summary: InstanceSummary): InstanceResult {
  const state = makeState({
    id: 'chrony-config',
    name: '/etc/chrony.conf',
    verdict: 'changed-again',
    changes: { diff: DIFF },
    diff: DIFF,
    comment: 'File /etc/chrony.conf updated',
    place: { file: '/srv/fleet/formulas/ops-time/ops-time/init.sls', line: 8 },
  });
  return makeResult(summary, {
    outcome: 'fail',
    steps: makeSteps({ again: makePass([state]) }),
    phases: created(
      { phase: 'converge', outcome: 'pass', durationMs: 1900, retries: 0 },
      { phase: 'again', outcome: 'fail', durationMs: 300, retries: 0 },
    ),
  });
}

function notBooted(summary: InstanceSummary): InstanceResult {
  return makeResult(summary, {
    outcome: 'error',
    steps: [],
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
}

function created(...then: readonly PhaseResult[]): readonly PhaseResult[] {
  return [{ phase: 'create', outcome: 'pass', durationMs: 500, retries: 0 }, ...then];
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
  if (instance === 'ops-time-default-centos-7') {
    const reason = "Docker did not answer on '/var/run/docker.sock'";
    events.push({ at: start + 100, type: 'retry', instance, phase: 'create', attempt: 1, attempts: 3, reason });
  }
  let at = start;
  for (const { phase, outcome, durationMs } of result.phases) {
    const took = Math.min(durationMs, 3000);
    const step = result.steps.find((one) => one.step.do === phase);
    events.push({ at, type: 'phase-started', instance, phase });
    if (step) events.push(...tellStates(step, { instance, at, took }));
    for (const check of step?.checks ?? [])
      events.push({ at: at + took - 1, type: 'check-finished', instance, after: step?.after ?? [], check });
    at += took;
    events.push({ at, type: 'phase-finished', instance, phase, outcome, durationMs });
  }
  return [...events, { at, type: 'instance-finished', instance, result }];
}

function tellStates(
  { step: { do: phase }, after, pass }: StepResult,
  { instance, at, took }: { readonly instance: string; readonly at: number; readonly took: number },
): readonly RunEvent[] {
  if (pass === undefined || (phase !== 'converge' && phase !== 'again')) return [];
  const total = pass.states.length;
  return pass.states.flatMap((state, number): readonly RunEvent[] => {
    const when = at + Math.floor((took * number) / total);
    const text = `[INFO    ] Completed state [${state.name}]\n`;
    return [
      { at: when, type: 'phase-progress', instance, phase, text: state.id, done: number + 1, total },
      { at: when + 1, type: 'state-finished', instance, phase, after, state },
      { at: when + 1, type: 'output', instance, phase, stream: 'stdout', text },
    ];
  });
}

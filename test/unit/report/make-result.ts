import type { InstanceSummary } from '../../../src/contract/events.ts';
import type {
  CheckResult,
  ConvergeResult,
  InstanceResult,
  PhaseResult,
  RunResult,
  StateResult,
  StepResult,
} from '../../../src/contract/result.ts';
import type { Evidence } from '../../../src/contract/evidence.ts';
import { worstOutcome, type Outcome } from '../../../src/contract/outcome.ts';
import type { Phase } from '../../../src/contract/phases.ts';
import { examplePass, exampleState, exampleStep } from '../../support/example-plan.ts';

export const DEMO_CWD = '/srv/fleet';
export const DEMO_DIRECTORY = '/srv/fleet/.saltern/runs/01KBDEMO';

export function makeState(over: Partial<StateResult> = {}): StateResult {
  return exampleState({
    id: 'sshd-config',
    name: '/etc/ssh/sshd_config',
    sls: 'ops-ssh.config',
    comment: 'File /etc/ssh/sshd_config is in the correct state',
    durationMs: 12,
    place: { file: '/srv/fleet/formulas/ops-ssh/ops-ssh/config.sls', line: 14 },
    ...over,
  });
}

export function makeCheck(over: Partial<CheckResult> = {}): CheckResult {
  return {
    verifier: 'goss',
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
  return examplePass({ outcome, states, durationMs: 2100, ...over });
}

export function makeSummary(formula: string, platform: string, suite = 'default'): InstanceSummary {
  return { name: `${formula}-${suite}-${platform}`, formula, suite, platform };
}

/** What was done; what is undefined was not. Default: two states converged and kept, one check that held. */
export interface Done {
  readonly converge?: ConvergeResult | undefined;
  readonly again?: ConvergeResult | undefined;
  readonly checks?: readonly CheckResult[] | undefined;
}

export function makeSteps(over: Done = {}): readonly StepResult[] {
  const kept = makePass([makeState(), makeState({ id: 'sshd-service', function: 'service.running', name: 'sshd' })]);
  const { converge, again, checks } = { converge: kept, again: kept, checks: [makeCheck()], ...over };
  const did: readonly StepResult[] = [
    ...(converge === undefined ? [] : [passStep('converge', converge)]),
    ...(again === undefined ? [] : [passStep('again', again)]),
    ...(checks === undefined ? [] : [checkStep(checks)]),
  ];
  return did.map((step, at) => ({ ...step, after: did.slice(0, at).map((earlier) => earlier.step.do) }));
}

function passStep(name: 'converge' | 'again', pass: ConvergeResult): StepResult {
  return exampleStep({ step: { do: name }, outcome: pass.outcome, durationMs: pass.durationMs, pass });
}

function checkStep(checks: readonly CheckResult[]): StepResult {
  const outcome = worstOutcome(checks.map((check) => check.outcome));
  return exampleStep({ step: { do: 'verify' }, outcome, durationMs: 100, checks });
}

export function makeResult(summary: InstanceSummary, over: Partial<InstanceResult> = {}): InstanceResult {
  const outcome = over.outcome ?? 'pass';
  return {
    ...summary,
    outcome,
    phases: [
      passedPhase('create', 500),
      passedPhase('converge', 2100),
      passedPhase('again', 300),
      passedPhase('verify', 100),
      passedPhase('destroy', 100),
    ],
    steps: makeSteps(),
    trouble: undefined,
    kept: false,
    evidence: makeEvidence(summary, outcome),
    durationMs: 3100,
    log: `${DEMO_DIRECTORY}/log/${summary.name}.log`,
    ...over,
  };
}

function passedPhase(phase: Phase, durationMs: number): PhaseResult {
  return { phase, outcome: 'pass', durationMs, retries: 0 };
}

function makeEvidence(summary: InstanceSummary, outcome: Outcome): Evidence {
  const { name, formula, suite, platform } = summary;
  return {
    version: 1,
    runId: '01KBDEMO',
    instance: name,
    formula,
    suite,
    platform,
    outcome,
    proved: { states: 2, checks: 1 },
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

export function makeRun(instances: readonly InstanceResult[], over: Partial<RunResult> = {}): RunResult {
  return {
    runId: '01KBDEMO',
    outcome: worstOutcome(instances.map((one) => one.outcome)),
    instances,
    startedAt: '2026-11-22T02:14:00.000Z',
    durationMs: 14_200,
    interrupted: false,
    ...over,
  };
}

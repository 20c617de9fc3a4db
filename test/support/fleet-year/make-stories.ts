import type { InstanceSummary } from '../../../src/contract/events.ts';
import type { CheckStory, InstanceStory, ResultRow, StateStory } from '../../../src/contract/history.ts';
import type { Outcome } from '../../../src/contract/outcome.ts';
import { chance, ownPackages, usualMs } from './fleet-shape.ts';

/** One attempt to tell of. */
export interface Attempt {
  readonly instance: InstanceSummary;
  readonly runId: string;
  readonly night: string;
  readonly attempt: number;
  readonly outcome: Outcome;
  readonly isFlaky: boolean;
  readonly snapshot: { readonly id: string; readonly digest: string };
  readonly startedAt: string;
}

const UNIT: Readonly<Record<string, string>> = { 'ops-time': 'chronyd', 'ops-ssh': 'sshd', 'ops-syslog': 'rsyslog' };

/** The attempt in short. */
export function makeRow({ snapshot, ...attempt }: Attempt, say: (text: string) => string): ResultRow {
  const { instance, outcome, isFlaky, runId, night, attempt: number, startedAt } = attempt;
  const wave = 0.9 + chance('took', instance.name, night, number) * 0.25;
  return {
    ...instance,
    runId,
    night,
    attempt: number,
    outcome,
    ...(isFlaky ? { isFlaky } : {}),
    content: `sha256:${instance.name}-${snapshot.digest}`,
    snapshot,
    startedAt,
    durationMs: Math.round(usualMs(instance.formula) * wave),
    reason: tellReason(instance, outcome, say),
  };
}

/** The attempt, whole: its states, its checks, and what went wrong. */
export function makeStory(attempt: Attempt, say: (text: string) => string): InstanceStory {
  const row = makeRow(attempt, say);
  const { outcome, formula, name } = row;
  const checks = outcome === 'error' ? [] : makeChecks(formula, outcome, say);
  const states = outcome === 'error' ? [] : makeStates(formula, outcome, say);
  const bad = [...states, ...checks].filter((one) => one.outcome === 'fail');
  return {
    ...row,
    phases: makePhases(row),
    states,
    checks,
    ...(outcome === 'error' ? {} : { evidence: `sha256:${'e'.repeat(64)}` }),
    why: outcome === 'pass' ? [] : [row.reason, ...bad.flatMap(({ said = [] }) => said)],
    files: [`log/${name}.log`],
  };
}

function tellReason({ formula }: InstanceSummary, outcome: Outcome, say: (text: string) => string): string {
  const unit = UNIT[formula] ?? formula.replace('ops-', '');
  if (outcome === 'fail') return say(`check service ${unit} running: expected true, got false (and 1 more)`);
  return outcome === 'error' ? say("The mirror did not answer on 'http://mirror.example/base9'") : '';
}

function makePhases({ outcome, durationMs }: ResultRow): InstanceStory['phases'] {
  if (outcome === 'error') return [{ phase: 'prepare', outcome, ms: durationMs }];
  const share = { create: 0.1, converge: 0.6, again: 0.15, verify: 0.15 } as const;
  return (['create', 'converge', 'again', 'verify'] as const).map((phase) => ({
    phase,
    outcome: outcome === 'fail' && (phase === 'converge' || phase === 'verify') ? 'fail' : 'pass',
    ms: Math.round(durationMs * share[phase]),
  }));
}

function makeStates(formula: string, outcome: Outcome, say: (text: string) => string): readonly StateStory[] {
  const file = `formulas/${formula}/${formula}`;
  const own = ownPackages(formula).map((id): StateStory => state(`${formula}-${id}`, 'pkg.installed', 1800));
  const conf = [1, 2, 3, 4, 5, 6].map((at) => state(`${formula}-config-${at}`, 'file.managed', 14));
  const service: StateStory =
    outcome === 'pass'
      ? state(say(`${formula}-service`), 'service.running', 320)
      : {
          ...state(say(`${formula}-service`), 'service.running', 2230),
          outcome: 'fail',
          place: say(`${file}/service.sls:14`),
          said: say(
            'Job for chronyd.service failed because the control process exited with error code.\n' +
              '@@ -1,4 +1,4 @@\n server ntp1.example iburst\n-makestep 1.0 3\n+makestep 1.0 3 0\n driftfile /var/lib/chrony/drift',
          ),
        };
  const first = [...own, ...conf, service];
  return [...first, ...(outcome === 'pass' ? first.map((one): StateStory => ({ ...one, step: 'again', ms: 9 })) : [])];
}

function state(id: string, fun: string, ms: number): StateStory {
  return { step: 'converge', id, function: fun, outcome: 'pass', ms };
}

function makeChecks(formula: string, outcome: Outcome, say: (text: string) => string): readonly CheckStory[] {
  const unit = UNIT[formula] ?? formula.replace('ops-', '');
  const good = (what: string, property: string): CheckStory => ({
    verifier: 'goss',
    what: say(what),
    property,
    outcome: 'pass',
    ms: 3,
  });
  const running: CheckStory =
    outcome === 'pass'
      ? good(`service ${unit}`, 'running')
      : {
          ...good(`service ${unit}`, 'running'),
          outcome: 'fail',
          place: say(`checks/${formula}.yaml:3`),
          said: [
            'running: expected true, got false',
            `${unit}.service failed, exit status 1, 02:04:07`,
            `journal  ${unit}d[812]: Fatal error : Could not parse makestep directive at line 12 in file /etc/${unit}.conf`,
            `journal  systemd[1]: ${unit}.service: Main process exited, code=exited, status=1/FAILURE`,
          ].map(say),
        };
  return [
    running,
    good(`service ${unit}`, 'enabled'),
    ...ownPackages(formula).map((name) => good(`package ${name}`, 'installed')),
    good(`file /etc/${unit}.conf`, 'exists'),
    good(`file /etc/${unit}.conf`, 'mode'),
    good(`command ${unit} --check`, 'exit-status'),
  ];
}

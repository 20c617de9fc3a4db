import type { AuditEntry } from '../../src/contract/decision.ts';
import type { InstanceStory, RunStory } from '../../src/contract/history.ts';
import type { NightRecord } from '../../src/contract/night.ts';

/** One attempt at an instance, whole. */
export function instanceStory(changes: Partial<InstanceStory> = {}): InstanceStory {
  const { formula = 'ops-ssh', platform = 'centos-7', suite = 'default' } = changes;
  return {
    name: `${formula}-${suite}-${platform}`,
    formula,
    suite,
    platform,
    runId: '20261123T020000-aaaa',
    attempt: 1,
    outcome: 'pass',
    content: 'sha256:c',
    snapshot: { id: '20261123T013000', digest: 'sha256:n' },
    startedAt: '2026-11-23T02:00:01.000Z',
    durationMs: 41_000,
    reason: '',
    phases: [
      { phase: 'create', outcome: 'pass', ms: 500 },
      { phase: 'converge', outcome: 'pass', ms: 30_000 },
      { phase: 'verify', outcome: 'pass', ms: 300 },
    ],
    states: [
      { step: 'converge', id: `${formula}-package`, function: 'pkg.installed', outcome: 'pass', ms: 4100 },
      { step: 'converge', id: `${formula}-config`, function: 'file.managed', outcome: 'pass', ms: 30 },
      { step: 'converge', id: `${formula}-service`, function: 'service.running', outcome: 'pass', ms: 320 },
    ],
    checks: [{ verifier: 'goss', what: 'service sshd', property: 'running', outcome: 'pass', ms: 12 }],
    evidence: 'sha256:e',
    why: [],
    files: [`log/${formula}-${suite}-${platform}.log`],
    ...changes,
  };
}

/** The same of one that failed. */
export function failedStory(changes: Partial<InstanceStory> = {}): InstanceStory {
  return instanceStory({
    outcome: 'fail',
    reason: 'check service sshd running: expected true, got false',
    checks: [
      {
        verifier: 'goss',
        what: 'service sshd',
        property: 'running',
        outcome: 'fail',
        said: ['running: expected true, got false', 'unit     sshd.service failed'],
        place: 'suites/ops-ssh.yml:12',
      },
    ],
    why: ['check service sshd running: expected true, got false', '  check  service sshd   running: expected true'],
    ...changes,
  });
}

/** A run with these instances, whose ids and nights are the run's. */
export function runStory(changes: Partial<RunStory> = {}): RunStory {
  const { runId = '20261123T020000-aaaa', night, instances = [instanceStory()] } = changes;
  return {
    version: 1,
    verb: 'test',
    startedAt: '2026-11-23T02:00:00.000Z',
    durationMs: 60_000,
    outcome: 'pass',
    interrupted: false,
    snapshot: '20261123T013000',
    ...changes,
    runId,
    instances: instances.map((one) => ({ ...one, runId, ...(night === undefined ? {} : { night }) })),
  };
}

/** A night that was promoted. */
export function nightRecord(changes: Partial<NightRecord> = {}): NightRecord {
  return {
    version: 1,
    night: '20261123T013000',
    project: 'fleet',
    startedAt: '2026-11-23T01:30:00.000Z',
    snapshot: { id: '20261123T013000', digest: 'sha256:n', isNew: true },
    channel: { name: 'stable', before: '20261122T013000', after: '20261123T013000' },
    steps: [
      { name: 'snapshot', outcome: 'done', startedAt: '2026-11-23T01:30:00.000Z', durationMs: 900, text: '3 upgraded' },
    ],
    tally: { instances: 1, pass: 1, fail: 0, error: 0, flaky: 0, attempts: 1, reused: 0 },
    decision: 'promote',
    reason: '',
    end: { at: '2026-11-23T02:14:00.000Z', outcome: 'promoted' },
    runs: ['20261123T020000-aaaa'],
    instances: [{ name: 'ops-ssh-default-centos-7', outcome: 'pass', runId: '20261123T020000-aaaa', attempts: 1 }],
    changes: {
      sinceNight: {
        from: '20261122T013000',
        changes: [{ member: 'base9', name: 'chrony', arch: 'x86_64', kind: 'upgraded', from: '4.5-1', to: '4.5-2' }],
      },
    },
    told: [{ receiver: 'team', to: 'mail', about: 'promoted', outcome: 'sent' }],
    ...changes,
  };
}

/** A decision, as the log of decisions has it. */
export function auditEntry(changes: Partial<AuditEntry> = {}): AuditEntry {
  return {
    version: 1,
    at: '2026-11-23T06:00:00.000Z',
    by: 'ci',
    action: 'check',
    result: 'decided',
    note: '',
    channel: 'stable',
    from: undefined,
    to: { id: '20261123T013000', digest: 'sha256:n' },
    decision: 'promote',
    decidedAt: '2026-11-23T06:00:00.000Z',
    policy: { file: 'gate.yml', digest: 'sha256:p' },
    project: { digest: 'sha256:x', overlays: [], leftOut: [] },
    required: ['ops-ssh-default-centos-7'],
    reasons: [],
    evidence: [],
    ...changes,
  };
}

/** Of which there is a result in each night. */
export type NightlyInstance = Pick<InstanceStory, 'formula' | 'suite' | 'platform'>;

/** Nights of a whole fleet, oldest first, in which now and then one of its instances fails. */
export function* yearOfRuns(
  nights: number,
  fleet: readonly NightlyInstance[],
): Generator<{ readonly story: RunStory; readonly night: NightRecord }> {
  for (let index = 0; index < nights; index++) {
    const at = new Date(Date.UTC(2026, 0, 1, 1, 30) + index * 86_400_000).toISOString();
    const id = at.replaceAll(/[-:]|\.\d+Z$/g, '');
    const runId = `${id}-${index.toString(16).padStart(4, '0')}`;
    const instances = fleet.map((one, row) => {
      const tell = (index * 7 + row) % 31 === 0 ? failedStory : instanceStory;
      return tell({ ...one, startedAt: at, snapshot: { id, digest: `sha256:${index}` } });
    });
    const story = runStory({ runId, night: id, startedAt: at, snapshot: id, instances });
    const snapshot = { id, digest: `sha256:${index}`, isNew: true };
    yield { story, night: nightRecord({ night: id, startedAt: at, snapshot, runs: [runId] }) };
  }
}

import type { RequirementVerdict } from '../../../src/contract/decision.ts';
import { NIGHT_STEPS, type NightRecord, type NightStep } from '../../../src/contract/night.ts';
import type { PackageChange } from '../../../src/contract/snapshot-diff.ts';
import type { ResultRow } from '../../../src/contract/history.ts';

/** What is known when the record of a night is made. */
export interface NightFacts {
  readonly night: string;
  readonly startedAt: string;
  readonly snapshot: { readonly id: string; readonly digest: string; readonly isNew: boolean };
  readonly before: string | undefined;
  /** Snapshot of the night before. */
  readonly earlier: string | undefined;
  /** Every attempt, oldest first. */
  readonly rows: readonly ResultRow[];
}

const MEMBER = 'base9';
const ARCH = 'x86_64';

/** What changed in the newest night. */
export const CHANGES: readonly PackageChange[] = [
  { member: MEMBER, arch: ARCH, kind: 'upgraded', name: 'chrony', from: '4.5-1.el9', to: '4.5-2.el9' },
  { member: MEMBER, arch: 'noarch', kind: 'upgraded', name: 'logrotate', from: '3.18.0-8.el9', to: '3.18.0-9.el9' },
  { member: MEMBER, arch: ARCH, kind: 'upgraded', name: 'standin-release', from: '9.5-1', to: '9.6-1' },
  { member: MEMBER, arch: ARCH, kind: 'rebuilt', name: 'sudo', to: '1.9.5p2-10.el9' },
  { member: MEMBER, arch: ARCH, kind: 'added', name: 'tree', to: '1.8.0-10.el9' },
  { member: MEMBER, arch: ARCH, kind: 'removed', name: 'ed', from: '1.14.2-12.el9' },
];

/** The night's whole record. */
export function makeNight(facts: NightFacts, say: (text: string) => string): NightRecord {
  const { night, startedAt, snapshot, before, earlier, rows } = facts;
  const last = [...Map.groupBy(rows, ({ name }) => name).values()].flatMap((all) => all.at(-1) ?? []);
  const bad = last.filter(({ outcome }) => outcome !== 'pass');
  const total = (outcome: string): number => last.filter((one) => one.outcome === outcome).length;
  const after = bad.length === 0 ? snapshot.id : before;
  const steps = makeSteps(facts, bad.length, say);
  const end = steps.at(-1);
  const changes = snapshot.isNew && earlier !== undefined ? { from: earlier, changes: CHANGES } : undefined;
  return {
    version: 1,
    night,
    project: 'saltern-fleet',
    startedAt,
    snapshot,
    channel: { name: 'stable', before, after },
    steps,
    tally: {
      instances: last.length,
      pass: total('pass'),
      fail: total('fail'),
      error: total('error'),
      flaky: last.filter(({ isFlaky }) => isFlaky === true).length,
      attempts: rows.length,
      reused: 0,
    },
    decision: bad.length === 0 ? 'promote' : 'reject',
    reason: bad.length === 0 ? '' : say(`${bad.length} of ${last.length} requirements not met`),
    end: {
      at: new Date(Date.parse(end?.startedAt ?? startedAt) + (end?.durationMs ?? 0)).toISOString(),
      outcome: bad.length === 0 ? 'promoted' : 'refused',
    },
    runs: [...new Set(rows.map(({ runId }) => runId))],
    instances: last.map(({ name, outcome, runId, attempt, isFlaky }) => ({
      name,
      outcome,
      runId,
      attempts: attempt,
      ...(isFlaky === true ? { isFlaky } : {}),
    })),
    judged: {
      version: 1,
      lane: 'usual',
      blocks: [],
      decision: bad.length === 0 ? 'promote' : 'reject',
      channel: 'stable',
      snapshot,
      policy: { file: 'gate.yml', digest: `sha256:${'a'.repeat(64)}` },
      project: { digest: `sha256:${'b'.repeat(64)}`, overlays: [], leftOut: [] },
      at: startedAt,
      requirements: last.map((row) => judge(row, say)),
      notRequired: [],
      untestedMembers: [],
    },
    ...(changes === undefined ? {} : { changes: { sinceNight: changes, sinceChannel: changes } }),
    told:
      bad.length === 0
        ? []
        : [
            { receiver: 'team', to: 'teams', about: say(`newly-failing ${bad[0]?.formula}`), outcome: 'sent' },
            { receiver: 'list', to: 'mail', about: say(`newly-failing ${bad[0]?.formula}`), outcome: 'failed' },
          ],
  };
}

function judge(row: ResultRow, say: (text: string) => string): RequirementVerdict {
  const { name, formula, suite, platform, outcome, isFlaky, reason, runId, startedAt } = row;
  const isGood = outcome === 'pass';
  return {
    instance: name,
    formula,
    suite,
    platform,
    kind: isGood ? (isFlaky === true ? 'flaky' : 'pass') : outcome === 'fail' ? 'fail' : 'error',
    reason,
    notes: isGood ? [] : [say('a later attempt could not be run')],
    runId,
    evidence: `sha256:${'e'.repeat(64)}`,
    finishedAt: startedAt,
  };
}

function makeSteps(
  { startedAt, snapshot, rows }: NightFacts,
  bad: number,
  say: (text: string) => string,
): readonly NightStep[] {
  const work = rows.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const took = { snapshot: 41_000, plan: 3000, run: work, gate: 900, promote: 200, report: 1400, notify: 2100 };
  const texts = {
    snapshot: `${snapshot.id}${snapshot.isNew ? ': 3 upgraded, 1 rebuilt, 1 added, 1 removed' : ' (nothing changed)'}`,
    plan: `${rows.length} instances, ops-time first`,
    run: `${rows.length} attempts, ${bad} not passed`,
    gate: bad === 0 ? 'promote' : `reject: ${bad} requirements not met`,
    promote: bad === 0 ? `stable is now at ${snapshot.id}` : 'nothing to do',
    report: 'pages, badges, metrics',
    notify: bad === 0 ? 'nothing changed, nobody told' : 'team told; list did not answer',
  };
  let at = Date.parse(startedAt);
  return NIGHT_STEPS.map((name): NightStep => {
    const step = { name, startedAt: new Date(at).toISOString(), durationMs: took[name], text: say(texts[name]) };
    at += took[name];
    const outcome =
      name === 'promote' && bad > 0 ? 'skipped' : name === 'notify' && bad > 0 ? 'warning' : ('done' as const);
    return { ...step, outcome };
  });
}

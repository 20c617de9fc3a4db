import type { RequirementKind, RequirementVerdict } from '../../src/contract/decision.ts';
import type { InstanceSummary } from '../../src/contract/events.ts';
import type { FleetView } from '../../src/contract/fleet-view.ts';
import { NIGHT_STEPS, type NightRecord, type PackageChanges } from '../../src/contract/night.ts';
import type { Outcome } from '../../src/contract/outcome.ts';

const PLATFORMS = ['centos-7', 'centos-stream-8', 'centos-stream-9'] as const;

/** The fleet of the team that this is for; two formulas are not for CentOS 7. */
export const FORMULAS = [
  'ops-adjoin',
  'ops-gpkgs',
  'ops-mail',
  'ops-minion',
  'ops-monitoring',
  'ops-sectools',
  'ops-ssh',
  'ops-ssl_certs',
  'ops-sudo',
  'ops-syslog',
  'ops-time',
  'ops-yum',
  'ops-vault',
  'ops-hypr',
] as const;

/** Forty instances, in the order of a project. */
export const FLEET: readonly InstanceSummary[] = FORMULAS.flatMap((formula) =>
  PLATFORMS.filter((platform) => platform !== 'centos-7' || !/vault|hypr/.test(formula)).map((platform) => ({
    name: `${formula}-default-${platform}`,
    formula,
    suite: 'default',
    platform,
  })),
);

/** What is special about a night; all else of it is a good one that was promoted. */
export interface NightWishes {
  /** Number of the night, from 1. */
  readonly night: number;
  /** Instances by name or formula; the others pass. */
  readonly outcomes?: Readonly<Record<string, Outcome | 'flaky' | 'unseen'>>;
  /** Why these are no pass. */
  readonly reason?: string;
  /** Default: what the outcomes say. */
  readonly ends?: 'promoted' | 'refused' | 'error' | 'interrupted' | 'open';
  readonly changes?: PackageChanges['changes'];
  /** Default: one for each night. */
  readonly snapshot?: string;
  readonly fleet?: readonly InstanceSummary[];
}

/** The night's id, which its snapshot has as well. */
export function nightId(night: number): string {
  return `${new Date(Date.UTC(2026, 10, night, 1, 30)).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}`;
}

/** A whole record of a night. */
export function makeNight(wishes: NightWishes): NightRecord {
  const { night, outcomes = {}, reason = '', changes = [], fleet = FLEET, snapshot = nightId(night) } = wishes;
  const startedAt = new Date(Date.UTC(2026, 10, night, 1, 30)).toISOString();
  const wanted = fleet.map((one) => ({ ...one, wish: outcomes[one.name] ?? outcomes[one.formula] ?? 'pass' }));
  const isBad = wanted.some(({ wish }) => wish === 'fail' || wish === 'error');
  const ends = wishes.ends ?? (isBad ? 'refused' : 'promoted');
  const isDecided = ends === 'promoted' || ends === 'refused';
  const before = night === 1 ? undefined : nightId(night - 1);
  const number = (...kinds: readonly string[]): number => wanted.filter(({ wish }) => kinds.includes(wish)).length;
  const from = { from: nightId(night - 1), changes };
  return {
    version: 1,
    night: nightId(night),
    project: 'fleet',
    startedAt,
    snapshot: { id: snapshot, digest: `sha256:${'a'.repeat(64)}`, isNew: true },
    channel: { name: 'stable', before, after: ends === 'promoted' ? snapshot : before },
    steps: NIGHT_STEPS.map((name, at) => ({
      name,
      outcome: ends === 'error' && name === 'run' ? ('error' as const) : ('done' as const),
      startedAt: new Date(Date.parse(startedAt) + at * 60_000).toISOString(),
      durationMs: 60_000,
      text: ends === 'error' && name === 'run' ? "Docker did not answer on '/var/run/docker.sock'" : '',
    })),
    tally: {
      instances: fleet.length,
      pass: number('pass', 'flaky'),
      fail: number('fail'),
      error: number('error'),
      flaky: number('flaky'),
      attempts: fleet.length + number('flaky'),
      reused: 0,
    },
    ...(isDecided ? { decision: ends === 'promoted' ? ('promote' as const) : ('reject' as const) } : {}),
    reason: '',
    ...(ends === 'open'
      ? {}
      : { end: { at: new Date(Date.parse(startedAt) + 2_640_000).toISOString(), outcome: ends } }),
    runs: [`${nightId(night)}-1`],
    instances: wanted.map(({ name, wish }) => ({
      name,
      ...(wish === 'unseen' ? {} : { outcome: wish === 'flaky' ? 'pass' : wish }),
      ...(wish === 'flaky' ? { isFlaky: true } : {}),
      runId: `${nightId(night)}-1`,
      attempts: wish === 'flaky' ? 2 : 1,
    })),
    ...(isDecided ? { judged: makeDecision(wishes, wanted, ends === 'promoted', reason) } : {}),
    changes: { sinceNight: from, sinceChannel: from },
    told: [],
  };
}

function makeDecision(
  { night, snapshot = nightId(night) }: NightWishes,
  wanted: readonly (InstanceSummary & { readonly wish: string })[],
  isGood: boolean,
  reason: string,
): NonNullable<NightRecord['judged']> {
  const kinds: Readonly<Record<string, RequirementKind>> = {
    fail: 'fail',
    error: 'error',
    flaky: 'flaky',
    unseen: 'missing',
  };
  return {
    version: 1,
    lane: 'usual',
    blocks: [],
    decision: isGood ? 'promote' : 'reject',
    channel: 'stable',
    snapshot: { id: snapshot, digest: `sha256:${'a'.repeat(64)}` },
    policy: { file: 'gate.yml', digest: 'sha256:0' },
    project: { digest: 'sha256:0', overlays: [], leftOut: [] },
    at: '2026-11-26T02:14:00.000Z',
    requirements: wanted.map(({ name, formula, suite, platform, wish }) => ({
      ...({ instance: name, formula, suite, platform } satisfies Partial<RequirementVerdict>),
      kind: kinds[wish] ?? 'pass',
      reason: wish === 'fail' || wish === 'error' ? reason.replaceAll('<name>', name) : '',
      notes: [],
      runId: `${nightId(night)}-1`,
      evidence: undefined,
      finishedAt: undefined,
    })),
    notRequired: [],
    untestedMembers: [],
  };
}

/** What history says after a night: these flake rates, and nothing else of note. */
export function makeView(night: NightRecord, flakeRates: Readonly<Record<string, number>> = {}): FleetView {
  return {
    project: night.project,
    at: night.startedAt,
    nights: [night],
    instances: FLEET.map((one) => ({
      ...one,
      cells: [],
      flakeRate: flakeRates[one.name] ?? flakeRates[one.formula] ?? 0,
    })),
    channels: night.channel.after === undefined ? {} : { stable: night.channel.after },
  };
}

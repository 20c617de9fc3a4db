import type { InstanceSummary } from '../../../src/contract/events.ts';
import type { FleetView, InstanceView, NightCell } from '../../../src/contract/fleet-view.ts';
import type { ResultRow, RunStory } from '../../../src/contract/history.ts';
import { worstOutcome } from '../../../src/contract/outcome.ts';
import type { NightRecord } from '../../../src/contract/night.ts';
import type { SnapshotSummary } from '../../../src/contract/snapshot.ts';
import { chooseAttempts } from './choose-attempts.ts';
import { FLEET, ownPackages } from './fleet-shape.ts';
import { makeNight } from './make-night.ts';
import { makeRow, makeStory, type Attempt } from './make-stories.ts';

/** A fleet with its past. */
export interface FleetYear {
  readonly view: FleetView;
  /** Newest first, with their whole records. */
  readonly nights: readonly NightRecord[];
  /** Every attempt, newest first. */
  readonly rows: readonly ResultRow[];
  readonly snapshots: readonly SnapshotSummary[];
  run(runId: string): RunStory | undefined;
  packages(instance: string, runId: string): readonly string[] | undefined;
}

export interface YearOptions {
  readonly nights?: number;
  /** Every text of a guest or a person is made by this of a plain one. Default: it stays. */
  readonly say?: (text: string) => string;
  /** Instances of another fleet. Default: the forty of fourteen formulas. */
  readonly fleet?: readonly InstanceSummary[];
}

const DAY_MS = 86_400_000;
const NEWEST = Date.parse('2026-11-26T01:30:00Z');

/** Fourteen formulas on three platforms over as many nights, up to 26 Nov 2026, when chrony broke. The same each time. */
export function fleetYear({ nights: count = 365, say = (text) => text, fleet = FLEET }: YearOptions = {}): FleetYear {
  const attempts = new Map<string, Attempt>();
  const nights: NightRecord[] = [];
  const rows: ResultRow[] = [];
  let channel: string | undefined;
  for (let ago = count - 1; ago >= 0; ago -= 1) {
    const own = listAttempts(fleet, ago);
    for (const one of own) attempts.set(`${one.runId} ${one.instance.name}`, one);
    const made = own.map((one) => makeRow(one, say));
    const [night, startedAt] = [idOf(ago), new Date(NEWEST - ago * DAY_MS).toISOString()];
    const snapshot = { ...snapshotOf(ago), isNew: isNew(ago) };
    const earlier = ago === count - 1 ? undefined : snapshotOf(ago + 1).id;
    const record = makeNight({ night, startedAt, snapshot, before: channel, earlier, rows: made }, say);
    channel = record.channel.after;
    nights.unshift(record);
    rows.unshift(...made.toReversed());
  }
  const byRun = Map.groupBy(rows, ({ runId }) => runId);
  return {
    view: viewYear(fleet, nights, rows),
    nights,
    rows,
    snapshots: [...new Set(nights.flatMap(({ snapshot }) => snapshot?.id ?? []))].map(makeSnapshot),
    run(runId) {
      const own = byRun.get(runId) ?? [];
      const stories = own
        .flatMap((row) => attempts.get(`${runId} ${row.name}`) ?? [])
        .map((one) => makeStory(one, say));
      const [first] = own;
      if (first?.night === undefined || first.snapshot === undefined) return undefined;
      return {
        version: 1,
        runId,
        verb: 'test',
        night: first.night,
        startedAt: first.startedAt,
        durationMs: own.reduce((sum, { durationMs }) => sum + durationMs, 0),
        outcome: worstOutcome(own.map(({ outcome }) => outcome)),
        interrupted: false,
        snapshot: first.snapshot.id,
        instances: stories.toReversed(),
      };
    },
    packages(instance, runId) {
      const formula = attempts.get(`${runId} ${instance}`)?.instance.formula;
      return formula === undefined ? undefined : packagesOf(formula, runId.slice(0, 15) === idOf(0));
    },
  };
}

function viewYear(
  fleet: readonly InstanceSummary[],
  nights: readonly NightRecord[],
  rows: readonly ResultRow[],
): FleetView {
  const byName = Map.groupBy(rows, ({ name }) => name);
  const last = nights.find(({ decision }) => decision === 'promote');
  return {
    project: 'saltern-fleet',
    at: nights[0]?.end?.at ?? new Date(NEWEST).toISOString(),
    nights,
    instances: fleet.map((instance) => viewInstance(instance, nights, byName.get(instance.name) ?? [])),
    channels: { stable: nights[0]?.channel.after ?? '', candidate: nights[0]?.snapshot?.id ?? '' },
    ...(last?.snapshot === undefined ? {} : { lastGood: last.snapshot.id }),
  };
}

function viewInstance(
  instance: InstanceSummary,
  nights: readonly NightRecord[],
  rows: readonly ResultRow[],
): InstanceView {
  const byNight = Map.groupBy(rows, ({ night }) => night);
  const cells = nights.map(({ night }): NightCell | undefined => {
    const own = byNight.get(night) ?? [];
    const [row] = own;
    return row && { outcome: row.outcome, isFlaky: row.isFlaky ?? false, attempts: own.length, ...pickTimes(row) };
  });
  const [latest] = rows;
  const lastPass = rows.find(({ outcome }) => outcome === 'pass');
  const lastFailure = rows.find(({ outcome }) => outcome !== 'pass');
  const isRed = latest !== undefined && latest.outcome !== 'pass';
  const redSince = isRed ? rows.filter((row) => row.startedAt > (lastPass?.startedAt ?? '')).at(-1) : undefined;
  const judged = cells.filter((cell) => cell !== undefined);
  return {
    ...instance,
    cells,
    ...(latest === undefined ? {} : { latest }),
    ...(lastPass === undefined ? {} : { lastPass }),
    ...(lastFailure === undefined ? {} : { lastFailure }),
    ...(redSince === undefined ? {} : { redSince }),
    flakeRate: judged.length === 0 ? 0 : judged.filter(({ isFlaky }) => isFlaky).length / judged.length,
  };
}

function pickTimes({ runId, durationMs }: ResultRow): Pick<NightCell, 'runId' | 'durationMs'> {
  return { runId, durationMs };
}

function listAttempts(fleet: readonly InstanceSummary[], ago: number): readonly Attempt[] {
  const night = idOf(ago);
  return fleet
    .flatMap((instance) =>
      chooseAttempts(instance.formula, instance.platform, ago).map((outcome, at): Attempt => ({
        instance,
        runId: `${night}-000${at + 1}`,
        night,
        attempt: at + 1,
        outcome,
        isFlaky: outcome === 'pass' && at > 0,
        snapshot: snapshotOf(ago),
        startedAt: new Date(NEWEST - ago * DAY_MS + 44_000 + at * 1_500_000).toISOString(),
      })),
    )
    .toSorted((a, b) => a.attempt - b.attempt);
}

/** At weekends nothing changes. */
function isNew(ago: number): boolean {
  return ago % 7 !== 5 && ago % 7 !== 6;
}

function snapshotOf(ago: number): { readonly id: string; readonly digest: string } {
  const id = idOf(isNew(ago) ? ago : ago + (ago % 7 === 5 ? 2 : 1));
  return { id, digest: `sha256:${id.padEnd(64, '0')}` };
}

function idOf(ago: number): string {
  return new Date(NEWEST - ago * DAY_MS).toISOString().replaceAll(/[-:]|\.\d+Z/g, '');
}

function makeSnapshot(id: string): SnapshotSummary {
  return {
    version: 1,
    id,
    createdAt: `${id.slice(0, 4)}-${id.slice(4, 6)}-${id.slice(6, 8)}T01:30:04.000Z`,
    digest: `sha256:${id.padEnd(64, '0')}`,
    members: ['base7', 'base8', 'base9', 'extras9'].map((name, at) => ({
      name,
      metadataDigest: `sha256:${'c'.repeat(64)}`,
      contentDigest: `sha256:${'d'.repeat(64)}`,
      packages: 1200 + at * 321,
      bytes: 1_300_000_000 + at * 70_000_000,
    })),
  };
}

function packagesOf(formula: string, isNewest: boolean): readonly string[] {
  const base = ['bash-5.1.8-9.el9.x86_64', 'glibc-2.34-100.el9.x86_64', 'systemd-252-46.el9.x86_64'];
  const own = ownPackages(formula).map((name) =>
    name === 'chrony' ? `chrony-4.5-${isNewest ? 2 : 1}.el9.x86_64` : `${name}-2.1-3.el9.x86_64`,
  );
  return [...base, `logrotate-3.18.0-${isNewest ? 9 : 8}.el9.noarch`, ...own].toSorted();
}

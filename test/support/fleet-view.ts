import type { InstanceSummary } from '../../src/contract/events.ts';
import type { FleetView, InstanceView, NightCell } from '../../src/contract/fleet-view.ts';
import type { ResultRow } from '../../src/contract/history.ts';
import type { NightSummary } from '../../src/contract/night.ts';
import { toSnapshotId } from '../../src/contract/snapshot-id.ts';

/** When the newest night of a view began; the others came a day apart. */
export const TONIGHT = '2026-11-26T01:30:00.000Z';

const DAY_MS = 86_400_000;
const TOOK_MS = 41_500;

/**
 * A fleet over its nights, drawn: by `formula suite platform` a sign for each night, the newest first. `✓` passed, `~`
 * after it had failed, `✗` failed, `!` could not be run, `–` not run. `change`: of the newest night.
 */
export function drawView(
  rows: Readonly<Record<string, string>>,
  change: Partial<NightSummary> = {},
  tonight: string = TONIGHT,
): FleetView {
  const drawn = Object.entries(rows);
  const count = Math.max(0, ...drawn.map(([, signs]) => [...signs].length));
  const nights = Array.from({ length: count }, (_, ago) =>
    drawNight(drawn, { beganAt: beganAt(tonight, ago), ago, change: ago === 0 ? change : {} }),
  );
  return {
    project: 'fleet',
    at: '2026-11-26T03:00:00.000Z',
    nights,
    instances: drawn.map(([name, signs]) => drawInstance(toSummary(name), [...signs], nights)),
    channels: { stable: '20261122T013000' },
  };
}

function toSummary(key: string): InstanceSummary {
  const [formula = '', suite = '', platform = ''] = key.split(' ');
  return { name: `${formula}-${suite}-${platform}`, formula, suite, platform };
}

function beganAt(tonight: string, ago: number): string {
  return new Date(Date.parse(tonight) - ago * DAY_MS).toISOString();
}

function drawNight(
  rows: readonly (readonly [string, string])[],
  night: { readonly beganAt: string; readonly ago: number; readonly change: Partial<NightSummary> },
): NightSummary {
  const { beganAt: startedAt, ago, change } = night;
  const signs = rows.map(([, all]) => [...all][ago] ?? '–');
  const count = (wanted: string): number => signs.filter((sign) => wanted.includes(sign)).length;
  const [fail, error] = [count('✗'), count('!')];
  const isGood = fail + error === 0;
  return {
    version: 1,
    night: toSnapshotId(new Date(startedAt)),
    project: 'fleet',
    startedAt,
    snapshot: { id: toSnapshotId(new Date(startedAt)), digest: `sha256:${'0'.repeat(64)}`, isNew: true },
    channel: { name: 'stable', before: '20261122T013000', after: '20261122T013000' },
    steps: [
      { name: 'snapshot', outcome: 'done', startedAt, durationMs: 12_300, text: '3 upgraded' },
      { name: 'run', outcome: 'done', startedAt, durationMs: 2_400_000, text: '40 instances' },
    ],
    tally: {
      instances: signs.length,
      pass: count('✓~'),
      fail,
      error,
      flaky: count('~'),
      attempts: signs.length + count('~✗'),
      reused: 0,
    },
    decision: isGood ? 'promote' : 'reject',
    reason: isGood ? '' : 'check service chronyd running: expected true, got false',
    end: { at: new Date(Date.parse(startedAt) + 2_640_000).toISOString(), outcome: isGood ? 'promoted' : 'refused' },
    ...change,
  };
}

const OUTCOMES = { '✓': 'pass', '~': 'pass', '✗': 'fail', '!': 'error' } as const;

function drawInstance(
  summary: InstanceSummary,
  signs: readonly string[],
  nights: readonly NightSummary[],
): InstanceView {
  const results = signs.map((sign, ago) => drawResult(summary, sign, nights[ago]));
  const known = results.filter((one) => one !== undefined);
  const pass = known.findIndex(({ outcome }) => outcome === 'pass');
  const red = known.slice(0, pass === -1 ? undefined : pass).at(-1);
  const [latest, lastPass, lastFailure] = [known[0], known[pass], known.find(({ outcome }) => outcome !== 'pass')];
  return {
    ...summary,
    cells: results.map((one) => one && toCell(one)),
    ...(latest === undefined ? {} : { latest }),
    ...(lastPass === undefined ? {} : { lastPass }),
    ...(lastFailure === undefined ? {} : { lastFailure }),
    ...(red === undefined ? {} : { redSince: red }),
    flakeRate: known.length === 0 ? 0 : known.filter(({ isFlaky }) => isFlaky === true).length / known.length,
  };
}

function drawResult(summary: InstanceSummary, sign: string, night: NightSummary | undefined): ResultRow | undefined {
  if (night === undefined || !(sign === '✓' || sign === '~' || sign === '✗' || sign === '!')) return undefined;
  return {
    ...summary,
    runId: `${night.night}-1a2b`,
    night: night.night,
    attempt: sign === '~' || sign === '✗' ? 2 : 1,
    outcome: OUTCOMES[sign],
    isFlaky: sign === '~',
    startedAt: night.startedAt,
    durationMs: TOOK_MS,
    reason: '',
  };
}

function toCell({ outcome, isFlaky = false, attempt, runId, durationMs }: ResultRow): NightCell {
  return { outcome, isFlaky, attempts: attempt, runId, durationMs };
}

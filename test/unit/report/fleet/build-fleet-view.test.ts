import { describe, expect, it } from 'vitest';
import type { ResultRow } from '../../../../src/contract/history.ts';
import type { NightSummary } from '../../../../src/contract/night.ts';
import { buildFleetView } from '../../../../src/report/fleet/build-fleet-view.ts';
import { failedStory, instanceStory, nightRecord } from '../../../support/history-data.ts';

const { name, formula, suite, platform } = instanceStory();
const one = { name, formula, suite, platform };

/** `21 pass`, `22/2 fail`: the day, perhaps the attempt, and what came of it; by hand with `h` before it. Newest first. */
function results(...said: readonly string[]): readonly ResultRow[] {
  return said.map((line) => {
    const [, hand, day = '', attempt = '1', outcome = ''] = /^(h?)(\d\d)(?:\/(\d))? (.+)$/.exec(line) ?? [];
    const tell = outcome === 'pass' || outcome === 'flaky' ? instanceStory : failedStory;
    return tell({
      runId: `202611${day}T02000${attempt}-aaaa`,
      attempt: Number(attempt),
      startedAt: `2026-11-${day}T02:00:0${attempt}.000Z`,
      ...(hand === 'h' ? {} : { night: `202611${day}T013000` }),
      ...(outcome === 'flaky' ? { isFlaky: true } : { outcome: outcome as ResultRow['outcome'] }),
    });
  });
}

function nights(...days: readonly string[]): readonly NightSummary[] {
  return days.map((day) => nightRecord({ night: `202611${day}T013000`, startedAt: `2026-11-${day}T01:30:00.000Z` }));
}

function view(rows: readonly ResultRow[], days: readonly string[] = ['24', '23', '22', '21']) {
  const facts = { project: 'fleet', at: '2026-11-25T08:00:00.000Z', channels: {} };
  const [first] = buildFleetView({ ...facts, nights: nights(...days), results: rows, instances: [one] }).instances;
  if (first === undefined) throw new Error('it has one instance');
  return first;
}

const day = (result: ResultRow | undefined): string | undefined => result?.startedAt.slice(8, 10);

describe('an instance over its nights', () => {
  it('has a cell for each night, none where it was not run', () => {
    const { cells } = view(results('24 pass', '22 fail', '21 error'));

    expect(cells.map((cell) => cell?.outcome)).toEqual(['pass', undefined, 'fail', 'error']);
  });

  it('is in a night what its last attempt came to', () => {
    const { cells } = view(results('24/2 fail', '24/1 error'));

    expect(cells[0]).toMatchObject({ outcome: 'fail', attempts: 2, runId: '20261124T020002-aaaa' });
  });

  it('is flaky in a night in which it passed after it had failed, and after a failure only', () => {
    const { cells, flakeRate } = view(
      results('24/2 pass', '24/1 fail', '23/2 pass', '23/1 error', '22 pass', '21 flaky'),
    );

    expect(cells.map((cell) => cell?.isFlaky)).toEqual([true, false, false, true]);
    expect(flakeRate).toBe(0.5);
  });

  it('has a flake rate of the nights in which it was judged', () => {
    expect(view(results('24 flaky', '23 error', '22 skip')).flakeRate).toBe(1);
    expect(view([]).flakeRate).toBe(0);
  });

  it('is red since the first result that was no pass since the last pass', () => {
    const red = view(results('24 error', '23 fail', '22 fail', '21 pass'));

    expect([day(red.redSince), day(red.lastPass), day(red.lastFailure), day(red.latest)]).toEqual([
      '22',
      '21',
      '24',
      '24',
    ]);
  });

  it('is red since its first result where it never passed', () => {
    const red = view(results('24 fail', '23 fail'));

    expect(day(red.redSince)).toBe('23');
    expect(red).not.toHaveProperty('lastPass');
  });

  it('is not red once it passed, and keeps its last failure', () => {
    const green = view(results('24 pass', '23 fail'));

    expect(green).not.toHaveProperty('redSince');
    expect(day(green.lastFailure)).toBe('23');
  });

  it('is what was found out by hand too, which is in no night', () => {
    const green = view(results('h25 pass', '24 fail', '23 pass'));

    expect([day(green.latest), green.redSince, green.cells[0]?.outcome]).toEqual(['25', undefined, 'fail']);
  });

  it('is not told by what was skipped or interrupted', () => {
    const still = view(results('24 skip', '23 fail', '22 pass'));

    expect([day(still.latest), day(still.redSince), still.cells[0]?.outcome]).toEqual(['23', '23', 'skip']);
  });

  it('knows nothing of one that was never run', () => {
    expect(view([])).toEqual({ ...one, cells: [undefined, undefined, undefined, undefined], flakeRate: 0 });
  });
});

describe('a fleet', () => {
  const facts = { project: 'fleet', at: '2026-11-25T08:00:00.000Z', channels: { stable: '20261122T013000' } };

  it('has all that the project declares, in its order, and nothing else', () => {
    const other = { ...one, name: 'a-name-that-comes-first' };
    const gone = results('24 pass').map((row) => ({ ...row, name: 'gone' }));

    const fleet = buildFleetView({ ...facts, nights: [], results: gone, instances: [one, other] });

    expect(fleet.instances.map((instance) => instance.name)).toEqual([one.name, other.name]);
    expect(fleet.channels).toEqual({ stable: '20261122T013000' });
  });
});

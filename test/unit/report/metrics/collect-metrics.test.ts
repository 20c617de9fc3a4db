import { describe, expect, it } from 'vitest';
import type { FleetView } from '../../../../src/contract/fleet-view.ts';
import { collectMetrics } from '../../../../src/report/metrics/collect-metrics.ts';
import { drawView, TONIGHT } from '../../../support/fleet-view.ts';

const seconds = Date.parse(TONIGHT) / 1000;

/** Values of a metric by the labels that are not the same for all. */
function read(view: FleetView, name: string): Readonly<Record<string, number>> {
  const samples = collectMetrics(view).find((one) => one.name === name)?.samples ?? [];
  return Object.fromEntries(
    samples.map(({ labels, value }) => {
      const own = Object.entries(labels).filter(([label]) => label !== 'project');
      return [own.map(([, text]) => text).join(' '), value];
    }),
  );
}

/** The states that something is in. */
function statesOf(view: FleetView, name: string): readonly string[] {
  return Object.entries(read(view, name)).flatMap(([labels, value]) => (value === 1 ? labels : []));
}

const VIEW = drawView({
  'ops-ssh default centos-7': '✓✗✓',
  'ops-ssh default centos-stream-9': '~✓✓',
  'ops-time default centos-7': '✗✗✓',
  'ops-time default centos-stream-9': '!–!',
  'ops-new default centos-7': '–––',
});

describe('metrics of a fleet', () => {
  it('say of each suite on each platform what its newest result is', () => {
    expect(statesOf(VIEW, 'saltern_result_state')).toEqual([
      'ops-ssh default centos-7 pass',
      'ops-ssh default centos-stream-9 flaky',
      'ops-time default centos-7 fail',
      'ops-time default centos-stream-9 error',
      'ops-new default centos-7 unknown',
    ]);
  });

  it('count the nights since the last with a pass', () => {
    expect(Object.values(read(VIEW, 'saltern_red_nights'))).toEqual([0, 0, 2, 2, 0]);
  });

  it('say since when it is red, when it passed last, how long it took and how flaky it is', () => {
    expect(read(VIEW, 'saltern_red_since_timestamp_seconds')).toEqual({
      'ops-time default centos-7': seconds - 86_400,
      'ops-time default centos-stream-9': seconds - 2 * 86_400,
    });
    expect(read(VIEW, 'saltern_last_pass_timestamp_seconds')['ops-time default centos-7']).toBe(seconds - 2 * 86_400);
    expect(read(VIEW, 'saltern_result_duration_seconds')['ops-ssh default centos-7']).toBe(41.5);
    expect(read(VIEW, 'saltern_result_timestamp_seconds')['ops-ssh default centos-7']).toBe(seconds + 41.5);
    expect(read(VIEW, 'saltern_result_attempts')['ops-ssh default centos-stream-9']).toBe(2);
    expect(read(VIEW, 'saltern_flaky_ratio')['ops-ssh default centos-stream-9']).toBeCloseTo(1 / 3);
  });

  it('say of the newest night what came of it', () => {
    expect(statesOf(VIEW, 'saltern_night_state')).toEqual(['refused']);
    expect(statesOf(VIEW, 'saltern_gate_state')).toEqual(['stable reject']);
    expect(read(VIEW, 'saltern_night_instances')).toEqual({ pass: 2, fail: 1, error: 1, none: 1 });
    expect(read(VIEW, 'saltern_night_step_duration_seconds')).toEqual({ snapshot: 12.3, run: 2400 });
    expect(read(VIEW, 'saltern_night_duration_seconds')).toEqual({ '': 2640 });
    expect(read(VIEW, 'saltern_snapshot_timestamp_seconds')).toEqual({ '': seconds });
    expect(read(VIEW, 'saltern_channel_timestamp_seconds')).toEqual({ stable: seconds - 4 * 86_400 });
    expect(read(VIEW, 'saltern_channel_info')).toEqual({ 'stable 20261122T013000': 1 });
  });

  it('hold a night for finished only if it came to a decision', () => {
    const end = { at: '2026-11-26T01:40:00.000Z', outcome: 'interrupted' } as const;
    const stopped = drawView({ 'ops-ssh default centos-7': '–✓' }, { end });

    expect(read(stopped, 'saltern_night_finished_timestamp_seconds')).toEqual({ '': seconds - 86_400 + 2640 });
    expect(statesOf(stopped, 'saltern_night_state')).toEqual(['interrupted']);
  });

  it('say nothing of nights before the first one', () => {
    const names = collectMetrics(drawView({ 'ops-ssh default centos-7': '' }))
      .filter(({ samples }) => samples.length > 0)
      .map(({ name }) => name);

    expect(names.filter((name) => name.includes('night'))).toEqual(['saltern_red_nights']);
    expect(names).toContain('saltern_channel_info');
  });

  it('leave `instance` and `job` to those who scrape, and never say the same thing twice', () => {
    for (const { name, samples } of collectMetrics(VIEW)) {
      const labels = samples.map((sample) => JSON.stringify(sample.labels));
      expect(new Set(labels).size, name).toBe(labels.length);
      expect(samples.filter((sample) => 'instance' in sample.labels || 'job' in sample.labels)).toEqual([]);
    }
  });
});

import { describe, expect, it } from 'vitest';
import type { NightStep } from '../../../../src/contract/night.ts';
import {
  renderNightBegin,
  renderNightEnd,
  renderNightStep,
  renderUnchanged,
} from '../../../../src/report/terminal/render-night.ts';
import { plainLine, type Line } from '../../../../src/report/text/line.ts';
import { exampleNight, stoppedNight } from '../../../support/example-night.ts';

const tally = { instances: 40, pass: 37, fail: 2, error: 1, flaky: 1, attempts: 44, reused: 12 };

function step(change: Partial<NightStep> = {}): NightStep {
  const startedAt = '2026-11-26T01:30:00.000Z';
  return { name: 'run', outcome: 'done', startedAt, durationMs: 2_642_000, text: 'text', ...change };
}

/** What has this colour. */
function toned(line: Line, tone: string): readonly string[] {
  return line.filter((part) => part.tone === tone).map(({ text }) => text.trim());
}

describe('a step of a night', () => {
  it('of runs counts what came of them, flaky in a colour of its own', () => {
    const line = renderNightStep(step(), { tally });

    expect(plainLine(line)).toBe(
      ' ✗ run        44 min 02 s  37 passed (1 flaky), 2 failed, 1 could not be run, 44 attempts, 12 reused',
    );
    expect(toned(line, 'flaky')).toEqual(['1 flaky']);
    expect(toned(line, 'fail')).toEqual(['✗', '2 failed']);
  });

  it('of runs says how many of those that failed are waived', () => {
    const line = renderNightStep(step(), { tally: { ...tally, waived: 1 } });

    expect(plainLine(line)).toContain(' 2 failed (1 waived), 1 could not be run');
    expect(toned(line, 'flaky')).toEqual(['1 flaky', '1 waived']);
  });

  it.each<[string, Partial<NightStep>, 'promote' | 'wait' | 'reject' | undefined, string]>([
    ['that did what it is for', { name: 'snapshot', durationMs: 2100 }, undefined, ' ✓ snapshot         2.1 s  text'],
    ['in which the gate says no', { name: 'gate', durationMs: 400 }, 'reject', ' ✗ gate             0.4 s  text'],
    ['in which the gate says not yet', { name: 'gate', durationMs: 400 }, 'wait', ' – gate             0.4 s  text'],
    ['in which the gate says yes', { name: 'gate', durationMs: 400 }, 'promote', ' ✓ gate             0.4 s  text'],
    [
      'with nothing to do',
      { name: 'notify', outcome: 'skipped', durationMs: 0 },
      undefined,
      ' – notify           0.0 s  text',
    ],
    [
      'with trouble beside it',
      { name: 'report', outcome: 'warning', durationMs: 0 },
      undefined,
      ' ! report           0.0 s  text',
    ],
    [
      'that did not end',
      { outcome: 'error', durationMs: 0, text: 'a\u001b[2Jb' },
      undefined,
      ' ! run              0.0 s  ab',
    ],
  ])('%s', (_, change, decision, expected) => {
    const line = renderNightStep(step(change), { tally, ...(decision === undefined ? {} : { decision }) });

    expect(plainLine(line)).toBe(expected);
  });
});

describe('the last line of a night', () => {
  const steps = [step()];

  it('says what came of it, in one line', () => {
    const night = exampleNight({ tally, steps, reason: 'ops-time-default-centos-7: it failed', end: ended('refused') });

    expect(plainLine(renderNightEnd(night))).toBe(
      'REFUSED  20261126T013000 for stable · 37 passed (1 flaky), 2 failed, 1 could not be run, 44 attempts, 12 reused · 44 min 02 s · ops-time-default-centos-7: it failed',
    );
  });

  it('leaves out what was not come to', () => {
    const { snapshot: _, ...night } = exampleNight({ end: ended('error'), reason: 'no mirror' });

    expect(plainLine(renderNightEnd(night))).toBe('NOT FINISHED for stable · 0.0 s · no mirror');
  });
});

it('says what it goes on with', () => {
  const night = stoppedNight({ runs: ['r1', 'r2'] });

  expect(plainLine(renderNightBegin(night, 'on'))).toBe(
    'nightly of fleet for stable, goes on with the night 20261126T013000 (2 runs so far)',
  );
});

it('says since when nothing changed, and what that night came to', () => {
  expect(plainLine(renderUnchanged(exampleNight()))).toBe(
    'nothing changed since 20261126T013000, nothing to do (promoted 2026-11-26 02:14 UTC; --force does it anyway)',
  );
});

function ended(outcome: 'refused' | 'error') {
  return { at: '2026-11-26T02:14:00.000Z', outcome };
}

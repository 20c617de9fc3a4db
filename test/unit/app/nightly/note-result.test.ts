import { describe, expect, it } from 'vitest';
import { noteResult, settleInstances } from '../../../../src/app/nightly/note-result.ts';
import { tallyNight } from '../../../../src/app/nightly/tally-night.ts';
import type { NightRecord } from '../../../../src/contract/night.ts';
import type { Outcome } from '../../../../src/contract/outcome.ts';

type NightInstances = NightRecord['instances'];

/** One instance after attempts that ended so, each in a run of its own. */
function after(...outcomes: readonly Outcome[]): NightInstances {
  const start: NightInstances = [
    { name: 'a', attempts: 0 },
    { name: 'b', attempts: 0 },
  ];
  return outcomes.reduce(
    (known, outcome, at) => noteResult(known, { name: 'a', outcome, trouble: undefined }, `r${at + 1}`),
    start,
  );
}

describe('after attempts', () => {
  it.each<[readonly Outcome[], NightInstances[number]]>([
    [['pass'], { name: 'a', outcome: 'pass', runId: 'r1', attempts: 1 }],
    [['fail', 'pass'], { name: 'a', outcome: 'pass', runId: 'r2', attempts: 2, isFlaky: true }],
    [['error', 'pass'], { name: 'a', outcome: 'pass', runId: 'r2', attempts: 2 }],
    [['fail', 'error'], { name: 'a', outcome: 'fail', runId: 'r1', attempts: 2 }],
    [['error', 'fail'], { name: 'a', outcome: 'fail', runId: 'r2', attempts: 2 }],
    [['skip'], { name: 'a', outcome: 'skip', runId: 'r1', attempts: 1 }],
  ])('%j the record says what counts', (outcomes, expected) => {
    const [a, b] = after(...outcomes);

    expect(a).toEqual(expected);
    expect(b).toEqual({ name: 'b', attempts: 0 });
  });

  it('one that somebody stopped is none', () => {
    const stopped = { code: 'INTERRUPTED', message: '', hint: undefined, details: [] };

    const noted = noteResult(after('fail'), { name: 'a', outcome: 'error', trouble: stopped }, 'r2');

    expect(noted).toEqual(after('fail'));
  });
});

it('what is kept counts more than what was noted', () => {
  const standings = [
    { name: 'a', attempts: 2, tries: 2, hasFailed: true, passes: 0, newest: { outcome: 'pass' as const, runId: 'r2' } },
    { name: 'b', attempts: 0, tries: 0, hasFailed: false, passes: 0 },
  ];

  const settled = settleInstances(after('fail'), standings);

  expect(settled).toEqual([
    { name: 'a', outcome: 'pass', runId: 'r2', attempts: 2, isFlaky: true },
    { name: 'b', attempts: 0 },
  ]);
  expect(tallyNight(settled, 1)).toEqual({
    instances: 2,
    pass: 1,
    fail: 0,
    error: 0,
    flaky: 1,
    attempts: 2,
    reused: 1,
  });
});

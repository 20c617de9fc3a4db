import { describe, expect, it } from 'vitest';
import type { InstanceSummary } from '../../../../src/contract/events.ts';
import type { InstanceResult } from '../../../../src/contract/result.ts';
import { isVerdict, mergeVerdicts } from '../../../../src/report/memory/merge-verdicts.ts';
import type { InstanceVerdict } from '../../../../src/contract/store.ts';
import { declare, result } from '../../gate/fixtures.ts';
import { makeResult, makeRun, makeSummary } from '../make-result.ts';

const seven = makeSummary('ops-ssh', 'centos-7');
const nine = makeSummary('ops-ssh', 'centos-stream-9');

function merge(
  runId: string,
  results: readonly InstanceResult[],
  project: readonly InstanceSummary[],
  earlier: readonly InstanceVerdict[] = [],
): readonly InstanceVerdict[] {
  return mergeVerdicts(earlier, makeRun(results, { runId }), { project, snapshot: undefined, cwd: '/srv/fleet' });
}

/** The result of `seven` with a formula of this digest. */
function tested(outcome: 'pass' | 'fail' | 'error', digest: string): InstanceResult {
  const formulaDigest = digest === 'unknown' ? digest : `sha256:${digest}`;
  const trouble = { code: 'ENGINE_MISSING', message: 'no engine', hint: undefined, details: [] };
  const evidence = result(declare('ops-ssh', 'default', 'centos-7'), { outcome, formulaDigest });
  return makeResult(seven, { outcome, evidence, ...(outcome === 'error' ? { trouble } : {}) });
}

describe('the newest verdicts', () => {
  it('keep what earlier runs said of the instances that this run left out', () => {
    const earlier = merge('FIRST', [makeResult(seven), makeResult(nine)], [seven, nine]);

    const merged = merge('SECOND', [makeResult(nine, { outcome: 'fail' })], [seven, nine], earlier);

    expect(merged.map((one) => [one.instance, one.outcome, one.runId])).toEqual([
      [seven.name, 'pass', 'FIRST'],
      [nine.name, 'fail', 'SECOND'],
    ]);
  });

  it('keep what was known of an instance that was skipped this time', () => {
    const earlier = merge('FIRST', [makeResult(seven)], [seven]);

    expect(merge('SECOND', [makeResult(seven, { outcome: 'skip' })], [seven], earlier)).toEqual(earlier);
  });

  it('stay where the next run could not find out, which is kept beside them', () => {
    const earlier = merge('FIRST', [tested('pass', 'a')], [seven]);

    const merged = merge('SECOND', [tested('error', 'a')], [seven], earlier);

    const since = { runId: 'SECOND', at: merged[0]?.at, reason: 'no engine' };
    expect(merged).toEqual([{ ...earlier[0], since }]);
    expect(merge('THIRD', [tested('pass', 'a')], [seven], merged)[0]).not.toHaveProperty('since');
  });

  it.each<[string, InstanceResult, InstanceResult, string]>([
    ['an error does not replace a failure', tested('fail', 'a'), tested('error', 'a'), 'fail'],
    ['an error of content that nobody knows replaces nothing', tested('fail', 'a'), tested('error', 'unknown'), 'fail'],
    ['an error of other content is all that is known of that', tested('pass', 'a'), tested('error', 'b'), 'error'],
    ['a failure replaces a pass', tested('pass', 'a'), tested('fail', 'a'), 'fail'],
    ['a pass after a failure on the same content is flaky', tested('fail', 'a'), tested('pass', 'a'), 'pass, flaky'],
    ['a pass after a failure on other content is none of it', tested('fail', 'a'), tested('pass', 'b'), 'pass'],
  ])('%s', (_, first, second, expected) => {
    const [found] = merge('SECOND', [second], [seven], merge('FIRST', [first], [seven]));

    expect(`${found?.outcome}${found?.isFlaky === true ? ', flaky' : ''}`).toBe(expected);
  });

  it('stay flaky however often it passes after that', () => {
    const runs = ['fail', 'pass', 'error', 'pass'] as const;

    const last = runs.reduce<readonly InstanceVerdict[]>(
      (earlier, outcome, at) => merge(`RUN${at}`, [tested(outcome, 'a')], [seven], earlier),
      [],
    );

    expect(last).toMatchObject([{ outcome: 'pass', isFlaky: true, runId: 'RUN3' }]);
  });

  it('forget instances that the project no longer has', () => {
    const earlier = merge('FIRST', [makeResult(seven), makeResult(nine)], [seven, nine]);

    expect(merge('SECOND', [], [nine], earlier).map((one) => one.instance)).toEqual([nine.name]);
  });
});

it.each([
  ['skipped', { outcome: 'skip' }],
  ['interrupted', { outcome: 'error', trouble: { code: 'INTERRUPTED', message: '', hint: undefined, details: [] } }],
] as const)('an instance that was %s gives no verdict', (_, change) => {
  expect(isVerdict(makeResult(seven, change))).toBe(false);
});

import { describe, expect, it } from 'vitest';
import type { InstanceSummary } from '../../../../src/contract/events.ts';
import type { InstanceResult } from '../../../../src/contract/result.ts';
import { mergeBadgeVerdicts } from '../../../../src/report/badge/merge-badge-verdicts.ts';
import type { InstanceVerdict } from '../../../../src/contract/store.ts';
import { makeResult, makeRun, makeSummary } from '../make-result.ts';

const seven = makeSummary('ops-ssh', 'centos-7');
const nine = makeSummary('ops-ssh', 'centos-stream-9');

function merge(
  runId: string,
  results: readonly InstanceResult[],
  project: readonly InstanceSummary[],
  earlier: readonly InstanceVerdict[] = [],
): readonly InstanceVerdict[] {
  return mergeBadgeVerdicts(earlier, makeRun(results, { runId }), { project, snapshot: undefined });
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

  it('forget instances that the project no longer has', () => {
    const earlier = merge('FIRST', [makeResult(seven), makeResult(nine)], [seven, nine]);

    expect(merge('SECOND', [], [nine], earlier).map((one) => one.instance)).toEqual([nine.name]);
  });
});

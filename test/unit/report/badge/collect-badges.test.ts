import { describe, expect, it } from 'vitest';
import { collectBadges } from '../../../../src/report/badge/collect-badges.ts';
import type { Badge } from '../../../../src/report/badge/badge.ts';
import type { InstanceSummary } from '../../../../src/contract/events.ts';
import { makeSummary } from '../make-result.ts';

const seven = makeSummary('ops-ssh', 'centos-7');
const nine = makeSummary('ops-ssh', 'centos-stream-9');
const nineNoRoot = makeSummary('ops-ssh', 'centos-stream-9', 'no-root');

/** Of what passed, and what did not. */
function collect(
  passed: readonly InstanceSummary[],
  project: readonly InstanceSummary[],
  failed: readonly InstanceSummary[] = [],
): readonly Badge[] {
  const show = (of: readonly InstanceSummary[], outcome: 'pass' | 'fail') =>
    of.map(({ name }) => ({ instance: name, outcome }));
  return collectBadges([...show(passed, 'pass'), ...show(failed, 'fail')], project);
}

describe('badges', () => {
  it('count what passes per formula, and merge suites of one platform by the worst', () => {
    const badges = collect([seven, nine], [seven, nine, nineNoRoot], [nineNoRoot]);

    expect(badges.map((one) => [one.fileName, one.label, one.message])).toEqual([
      ['ops-ssh.svg', 'ops-ssh', '2/3 passing'],
      ['ops-ssh-centos-7.svg', 'ops-ssh centos-7', 'passing'],
      ['ops-ssh-centos-stream-9.svg', 'ops-ssh centos-stream-9', 'failing'],
    ]);
  });

  it('say where a verdict rests on no checks', () => {
    const passed = [seven, nine, nineNoRoot].map(({ name }) => ({ instance: name, outcome: 'pass' as const }));
    const verdicts = passed.map((one) => (one.instance === nineNoRoot.name ? one : { ...one, hasNoChecks: true }));

    const badges = collectBadges(verdicts, [seven, nine, nineNoRoot]);

    expect(badges.map(({ message }) => message)).toEqual([
      '3/3 passing, no checks in 2',
      'passing, no checks',
      'passing, no checks in 1',
    ]);
  });

  it('speak only for what was tested whole', () => {
    const badges = collect([seven, nine], [seven, nine, nineNoRoot, makeSummary('ops-time', 'centos-7')]);

    expect(badges.map((one) => one.fileName)).toEqual(['ops-ssh-centos-7.svg']);
  });

  it('say of a pass after a failure that it is flaky, and beside a verdict what could not be found out since', () => {
    const since = { runId: 'SECOND', at: '2026-11-23T05:06:07Z', reason: 'no engine' };
    const verdicts = [
      { instance: seven.name, outcome: 'pass' as const, isFlaky: true },
      { instance: nine.name, outcome: 'pass' as const, since },
    ];

    const badges = collectBadges(verdicts, [seven, nine]);

    expect(badges.map((one) => [one.label, one.outcome, one.message])).toEqual([
      ['ops-ssh', 'flaky', '2/2 passing, 1 flaky, then error'],
      ['ops-ssh centos-7', 'flaky', 'flaky'],
      ['ops-ssh centos-stream-9', 'pass', 'passing, then error'],
    ]);
  });

  it('never share a file, nor leave their folder', () => {
    const project = [
      makeSummary('a', 'b-c'),
      makeSummary('a-b', 'c'),
      makeSummary('a-b-c', 'd'),
      makeSummary('../../etc', 'x/y'),
    ];

    const names = collect(project, project).map((one) => one.fileName);

    expect(new Set(names).size).toBe(8);
    expect(names.filter((name) => !/^[A-Za-z0-9_][A-Za-z0-9._-]*\.svg$/.test(name))).toEqual([]);
  });
});

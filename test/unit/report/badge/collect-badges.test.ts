import { describe, expect, it } from 'vitest';
import { collectBadges } from '../../../../src/report/badge/collect-badges.ts';
import { renderBadge } from '../../../../src/report/badge/render-badge.ts';
import { renderBadgeTable } from '../../../../src/report/badge/render-badge-table.ts';
import { mergeBadgeVerdicts } from '../../../../src/report/badge/badge-verdicts.ts';
import type { InstanceSummary } from '../../../../src/contract/events.ts';
import type { InstanceResult } from '../../../../src/contract/model.ts';
import type { BadgeVerdict } from '../../../../src/report/badge/badge-verdicts.ts';
import type { Badge } from '../../../../src/report/badge/collect-badges.ts';
import { makeResult, makeRun, makeSummary } from '../make-result.ts';

function judge(
  results: readonly InstanceResult[],
  project: readonly InstanceSummary[],
  earlier: readonly BadgeVerdict[] = [],
  runId = '01KBDEMO',
): readonly BadgeVerdict[] {
  return mergeBadgeVerdicts(earlier, makeRun(results, { runId }), { project, snapshot: undefined });
}

function collect(verdicts: readonly BadgeVerdict[], project: readonly InstanceSummary[]): readonly Badge[] {
  return collectBadges(new Map(verdicts.map(({ instance, outcome }) => [instance, outcome])), project);
}

const seven = makeSummary('ops-ssh', 'centos-7');
const nine = makeSummary('ops-ssh', 'centos-stream-9');
const nineNoRoot = makeSummary('ops-ssh', 'centos-stream-9', 'no-root');

describe('badges', () => {
  it('count what passes per formula, and merge suites of one platform by the worst', () => {
    const results = [makeResult(seven), makeResult(nine), makeResult(nineNoRoot, { outcome: 'fail' })];

    const badges = collect(judge(results, [seven, nine, nineNoRoot]), [seven, nine, nineNoRoot]);

    expect(badges.map((one) => [one.fileName, one.label, one.message])).toEqual([
      ['ops-ssh.svg', 'ops-ssh', '2/3 passing'],
      ['ops-ssh-centos-7.svg', 'ops-ssh centos-7', 'passing'],
      ['ops-ssh-centos-stream-9.svg', 'ops-ssh centos-stream-9', 'failing'],
    ]);
  });

  it('speak only for what was tested whole', () => {
    const project = [seven, nine, nineNoRoot, makeSummary('ops-time', 'centos-7')];

    const badges = collect(judge([makeResult(seven), makeResult(nine)], project), project);

    expect(badges.map((one) => one.fileName)).toEqual(['ops-ssh-centos-7.svg']);
  });

  it('are not made from skipped or interrupted instances', () => {
    const trouble = { code: 'INTERRUPTED', message: '', hint: undefined, details: [] };

    expect(judge([makeResult(seven, { outcome: 'skip' })], [seven])).toEqual([]);
    expect(judge([makeResult(seven, { outcome: 'error', trouble })], [seven])).toEqual([]);
  });

  it('keep what earlier runs said of the instances that this run left out', () => {
    const earlier = judge([makeResult(seven), makeResult(nine)], [seven, nine], [], 'FIRST');

    const merged = judge([makeResult(nine, { outcome: 'fail' })], [seven, nine], earlier, 'SECOND');

    expect(merged.map((one) => [one.instance, one.outcome, one.runId])).toEqual([
      [seven.name, 'pass', 'FIRST'],
      [nine.name, 'fail', 'SECOND'],
    ]);
    expect(collect(merged, [seven, nine])[0]).toMatchObject({ formula: 'ops-ssh', message: '1/2 passing' });
  });

  it('forget instances that the project no longer has', () => {
    const earlier = judge([makeResult(seven), makeResult(nine)], [seven, nine]);

    expect(judge([], [nine], earlier).map((one) => one.instance)).toEqual([nine.name]);
  });

  it('tell in the page when, and in which run', () => {
    const earlier = judge([makeResult(seven), makeResult(nine)], [seven, nine], [], 'FIRST');
    const later = earlier.map((one, at) => (at === 0 ? one : { ...one, runId: 'SECOND', at: '2026-11-23T05:06:07Z' }));

    const html = renderBadgeTable(collect(later, [seven, nine]), later);

    expect(html).toContain('<p>23 Nov 2026, 05:06 UTC · run SECOND · 1 earlier run</p>');
    expect(html).toContain('title="ops-ssh centos-7: passing (22 Nov 2026, 02:14 UTC · run FIRST)"');
  });

  it('never share a file, nor leave their folder', () => {
    const project = [
      makeSummary('a', 'b-c'),
      makeSummary('a-b', 'c'),
      makeSummary('a-b-c', 'd'),
      makeSummary('../../etc', 'x/y'),
    ];

    const results = project.map((one) => makeResult(one));

    const names = collect(judge(results, project), project).map((one) => one.fileName);

    expect(new Set(names).size).toBe(8);
    expect(names.filter((name) => !/^[A-Za-z0-9_][A-Za-z0-9._-]*\.svg$/.test(name))).toEqual([]);
  });

  it('look like Shields and have a title for those who hear them', () => {
    const svg = renderBadge({ label: 'ops-ssh <&>', message: '8/9 passing', outcome: 'fail' });

    expect(svg).toContain('aria-label="ops-ssh &lt;&amp;&gt;: 8/9 passing"');
    expect(svg).toContain('<title>ops-ssh &lt;&amp;&gt;: 8/9 passing</title>');
  });

  it('stand in a page that takes no markup from names', () => {
    const hostile = makeSummary('<script>x</script>', '"><img src=x>');
    const verdicts = judge([makeResult(hostile)], [hostile], [], '<script>');

    const html = renderBadgeTable(collect(verdicts, [hostile]), verdicts);

    expect(html).not.toContain('<script');
    expect(html).not.toContain('<img src=x');
  });
});

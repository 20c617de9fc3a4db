import { expect, it } from 'vitest';
import type { InstanceSummary } from '../../../../src/contract/events.ts';
import type { InstanceVerdict } from '../../../../src/contract/store.ts';
import { collectBadges } from '../../../../src/report/badge/collect-badges.ts';
import { renderBadgeTable } from '../../../../src/report/badge/render-badge-table.ts';
import { mergeVerdicts } from '../../../../src/report/memory/merge-verdicts.ts';
import { makeResult, makeRun, makeSummary } from '../make-result.ts';

const seven = makeSummary('ops-ssh', 'centos-7');
const nine = makeSummary('ops-ssh', 'centos-stream-9');

function pass(runId: string, project: readonly InstanceSummary[]): readonly InstanceVerdict[] {
  const results = project.map((one) => makeResult(one));
  return mergeVerdicts([], makeRun(results, { runId }), { project, snapshot: undefined, cwd: '/srv/fleet' });
}

function render(verdicts: readonly InstanceVerdict[], project: readonly InstanceSummary[]): string {
  return renderBadgeTable(collectBadges(verdicts, project), verdicts).markup;
}

it('has a row for each formula and a cell for each platform, empty where nothing can be said', () => {
  const project = [seven, nine, makeSummary('ops-time', 'centos-7')];

  const table = render(pass('FIRST', project), project);

  const rows = table.match(/<tr>.*?<\/tr>/gs)?.map((row) => row.match(/<td/g)?.length ?? 0);
  expect(rows).toEqual([0, 3, 3]);
  expect(table.match(/<td class="none">–<\/td>/g)).toHaveLength(1);
  expect(table).toContain('title="ops-ssh centos-7: passing (22 Nov 2026, 02:14 UTC · run FIRST)"');
});

it('shows beside a verdict that a later attempt found nothing out, and why', () => {
  const since = { runId: 'SECOND', at: '2026-11-23T05:06:07Z', reason: 'no <engine>' };

  const table = render(
    pass('FIRST', [seven]).map((one) => ({ ...one, since })),
    [seven],
  );

  expect(table).toContain('passing, then error (22 Nov 2026, 02:14 UTC · run FIRST; ');
  expect(table).toContain('could not be run since, run SECOND: no &lt;engine&gt;)');
});

it('takes no markup from names', () => {
  const hostile = makeSummary('<script>x</script>', '"><img src=x>');

  const table = render(pass('<script>', [hostile]), [hostile]);

  expect(table).not.toContain('<script');
  expect(table).not.toContain('<img src=x');
});

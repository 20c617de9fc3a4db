import { describe, expect, it } from 'vitest';
import type { InstanceSummary } from '../../../../src/contract/events.ts';
import { collectBadges } from '../../../../src/report/badge/collect-badges.ts';
import { mergeVerdicts } from '../../../../src/report/memory/merge-verdicts.ts';
import { renderBadgePage } from '../../../../src/report/badge/render-badge-page.ts';
import type { InstanceVerdict } from '../../../../src/contract/store.ts';
import { makeResult, makeRun, makeSummary } from '../make-result.ts';

const seven = makeSummary('ops-ssh', 'centos-7');
const nine = makeSummary('ops-ssh', 'centos-stream-9');

function pass(runId: string, project: readonly InstanceSummary[]): readonly InstanceVerdict[] {
  const run = makeRun(
    project.map((one) => makeResult(one)),
    { runId },
  );
  return mergeVerdicts([], run, { project, snapshot: undefined, cwd: '/srv/fleet' });
}

function render(verdicts: readonly InstanceVerdict[], project: readonly InstanceSummary[]): string {
  return renderBadgePage(collectBadges(verdicts, project), verdicts);
}

describe('the page of badges', () => {
  it('tells when, and in which run', () => {
    const later = pass('FIRST', [seven, nine]).map((one, at) =>
      at === 0 ? one : { ...one, runId: 'SECOND', at: '2026-11-23T05:06:07Z' },
    );

    const page = render(later, [seven, nine]);

    expect(page).toContain('<p>23 Nov 2026, 05:06 UTC · run SECOND · 1 earlier run</p>');
    expect(page).toContain('title="ops-ssh centos-7: passing (22 Nov 2026, 02:14 UTC · run FIRST)"');
  });

  it('has a row for each formula and a cell for each platform, empty where nothing can be said', () => {
    const project = [seven, nine, makeSummary('ops-time', 'centos-7')];

    const page = render(pass('FIRST', project), project);

    const rows = page.match(/<tr>.*?<\/tr>/gs)?.map((row) => row.match(/<td/g)?.length ?? 0);
    expect(rows).toEqual([0, 3, 3]);
    expect(page.match(/<td class="none">–<\/td>/g)).toHaveLength(1);
  });

  it('shows beside a verdict that a later attempt found nothing out, and why', () => {
    const since = { runId: 'SECOND', at: '2026-11-23T05:06:07Z', reason: 'no <engine>' };

    const page = render(
      pass('FIRST', [seven]).map((one) => ({ ...one, since })),
      [seven],
    );

    expect(page).toContain('passing, then error (22 Nov 2026, 02:14 UTC · run FIRST; ');
    expect(page).toContain('could not be run since, run SECOND: no &lt;engine&gt;)');
  });

  it('takes no markup from names', () => {
    const hostile = makeSummary('<script>x</script>', '"><img src=x>');

    const page = render(pass('<script>', [hostile]), [hostile]);

    expect(page).not.toContain('<script');
    expect(page).not.toContain('<img src=x');
  });
});

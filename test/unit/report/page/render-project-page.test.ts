import { describe, expect, it } from 'vitest';
import type { InstanceSummary } from '../../../../src/contract/events.ts';
import type { InstanceResult } from '../../../../src/contract/result.ts';
import type { Remembered } from '../../../../src/contract/store.ts';
import { remember } from '../../../../src/report/memory/memory-kind.ts';
import { renderProjectPage } from '../../../../src/report/page/render-project-page.ts';
import { html } from '../../../../src/base/page/html.ts';
import { DEMO_CWD, makeCheck, makeResult, makeRun, makeSteps, makeSummary } from '../make-result.ts';

const seven = makeSummary('ops-ssh', 'centos-7');
const nine = makeSummary('ops-ssh', 'centos-stream-9');
const NOTHING: Remembered = { verdicts: [], attempts: [] };

interface Run {
  readonly runId: string;
  readonly snapshot?: string;
  readonly startedAt?: string;
}

function after(
  earlier: Remembered,
  results: readonly InstanceResult[],
  { runId, snapshot, startedAt }: Run,
  project: readonly InstanceSummary[] = [seven, nine],
): Remembered {
  const run = makeRun(results, { runId, ...(startedAt === undefined ? {} : { startedAt }) });
  return remember(earlier, run, { project, snapshot, cwd: DEMO_CWD });
}

function render(remembered: Remembered, instances: readonly InstanceSummary[] = [seven, nine]): string {
  const links = new Map([['SECOND', { folder: 'runs/SECOND', hasJunit: true }]]);
  return renderProjectPage({ project: 'fleet', instances, remembered, more: [html`<p>more</p>`], links });
}

/** A result whose check failed, of a snapshot with these digits. */
function judged(outcome: 'pass' | 'fail', digest: string): InstanceResult {
  const result = makeResult(nine, { outcome });
  const check = makeCheck({ outcome, message: 'running: expected <true>, got false' });
  const { evidence } = result;
  return {
    ...result,
    steps: makeSteps({ checks: [check] }),
    evidence: evidence && {
      ...evidence,
      reasons: outcome === 'pass' ? [] : ['check service sshd running: expected <true>, got false'],
      snapshot: { id: digest, digest: `sha256:${digest}` },
    },
  };
}

/** Text of the page without its markup and style. */
function read(page: string): string {
  const [, text = ''] = page.split('</style>');
  return text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

describe('the page of a project', () => {
  it('says what is red, why, since when, and what changed then', () => {
    const first = after(NOTHING, [judged('pass', 'A'), makeResult(seven)], { runId: 'FIRST', snapshot: 'A' });
    const second = after(first, [judged('fail', 'B')], {
      runId: 'SECOND',
      snapshot: 'B',
      startedAt: '2026-11-23T05:06:07Z',
    });

    const page = render(second);

    expect(page).toContain('<title>fleet: 1 of 2 instances failed</title>');
    expect(read(page)).toContain('✗ 1 of 2 instances failed');
    expect(read(page)).toContain('23 Nov 2026, 05:06 UTC · snapshot B · run SECOND · 1 earlier run');
    expect(read(page)).toMatch(
      /✗ failed ops-ssh-default-centos-stream-9 +check service sshd running: expected &lt;true&gt;, got false/,
    );
    expect(read(page)).toContain('passed last 22 Nov 2026, 02:14 UTC on A, run FIRST');
    expect(read(page)).toContain('changed since then: the snapshot, A → B');
    expect(page).toContain('<code>saltern test ops-ssh-default-centos-stream-9 --snapshot B</code>');
  });

  it('goes on saying since when it is red, and what changed then, however often it fails after that', () => {
    const runs = ['FIRST', 'SECOND', 'THIRD'];
    const remembered = runs.reduce(
      (earlier, runId, at) => after(earlier, [judged(at === 0 ? 'pass' : 'fail', runId)], { runId, snapshot: runId }),
      NOTHING,
    );

    const text = read(render(remembered));

    expect(text).toContain('not passing since 22 Nov 2026, 02:14 UTC on SECOND, run SECOND');
    expect(text).toContain('changed since then: the snapshot, FIRST → SECOND');
  });

  it('has a row for each instance, the red ones first, with the time of its phases and links that lead somewhere', () => {
    const first = after(NOTHING, [makeResult(seven)], { runId: 'FIRST' });

    const page = render(after(first, [judged('fail', 'B')], { runId: 'SECOND' }));

    const table = page.slice(page.indexOf('class="cards instances"'));
    expect(table.indexOf('centos-stream-9')).toBeLessThan(table.indexOf('centos-7'));
    expect(read(`</style><${table}`)).toContain('3.1 s create 0.5 · converge 2.1 · again 0.3 · verify 0.1');
    expect(page).toContain('href="./runs/SECOND/log/ops-ssh-default-centos-stream-9.log"');
    expect(page).toContain('href="./runs/SECOND/junit.xml"');
    // The first run was removed: nothing leads there.
    expect(page).not.toContain('runs/FIRST');
    expect(table).toContain('removed');
  });

  it('says all passed where all did, and that nobody tested what nobody tested', () => {
    const both = after(NOTHING, [makeResult(seven), makeResult(nine)], { runId: 'FIRST' });
    const one = after(NOTHING, [makeResult(seven)], { runId: 'FIRST' });

    expect(read(render(both))).toContain('✓ all 2 instances passed');
    expect(read(render(one))).toContain('– 1 of 2 instances never tested');
  });

  it('shows beside a verdict that a later attempt found nothing out, or was interrupted', () => {
    const passed = after(NOTHING, [makeResult(seven), makeResult(nine)], { runId: 'FIRST' });
    const since = { runId: 'SECOND', at: '2026-11-23T05:06:07Z', reason: 'no <engine>' };
    const open = { instance: nine.name, runId: 'SECOND', at: since.at, isInterrupted: true };

    const page = render({
      verdicts: passed.verdicts.map((one) => (one.instance === seven.name ? { ...one, since } : one)),
      attempts: [open],
    });

    expect(read(page)).toContain('all 2 instances passed; then 2 could not be run or were interrupted');
    expect(read(page)).toMatch(
      /✓ passed +! not run since .* could not be run 23 Nov 2026, 05:06 UTC: no &lt;engine&gt;/,
    );
    expect(read(page)).toMatch(/✓ passed +! interrupted/);
  });

  it('takes no markup from names and from what guests say', () => {
    const hostile = makeSummary('<script>x</script>', '"><img src=x>');
    const check = makeCheck({ outcome: 'fail', id: '<script>', message: '</pre><script>alert(1)</script>' });
    const result = makeResult(hostile, { outcome: 'fail', steps: makeSteps({ checks: [check] }) });

    const page = render(after(NOTHING, [result], { runId: '<script>' }, [hostile]), [hostile]);

    expect(page).not.toContain('<script');
    expect(page).not.toContain('<img src=x');
    expect(page.match(/<\/pre>/g)).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';
import { collectBadges } from '../../../src/report/collect-badges.ts';
import { renderBadge } from '../../../src/report/render-badge.ts';
import { renderBadgeTable } from '../../../src/report/render-badge-table.ts';
import { makeResult, makeRun, makeSummary } from './demo-run.ts';

const seven = makeSummary('ops-ssh', 'centos-7');
const nine = makeSummary('ops-ssh', 'centos-stream-9');
const nineNoRoot = makeSummary('ops-ssh', 'centos-stream-9', 'no-root');

describe('badges', () => {
  it('count what passes per formula, and merge suites of one platform by the worst', () => {
    const results = [makeResult(seven), makeResult(nine), makeResult(nineNoRoot, { outcome: 'fail' })];

    const badges = collectBadges(results, [seven, nine, nineNoRoot]);

    expect(badges.map((one) => [one.fileName, one.label, one.message])).toEqual([
      ['ops-ssh.svg', 'ops-ssh', '2/3 passing'],
      ['ops-ssh-centos-7.svg', 'ops-ssh centos-7', 'passing'],
      ['ops-ssh-centos-stream-9.svg', 'ops-ssh centos-stream-9', 'failing'],
    ]);
  });

  it('speak only for what this run tested whole', () => {
    const badges = collectBadges(
      [makeResult(seven), makeResult(nine)],
      [seven, nine, nineNoRoot, makeSummary('ops-time', 'centos-7')],
    );

    expect(badges.map((one) => one.fileName)).toEqual(['ops-ssh-centos-7.svg']);
  });

  it('are not made from skipped or interrupted instances', () => {
    const trouble = { code: 'INTERRUPTED', message: '', hint: undefined, details: [] };

    expect(collectBadges([makeResult(seven, { outcome: 'skip' })], [seven])).toEqual([]);
    expect(collectBadges([makeResult(seven, { outcome: 'error', trouble })], [seven])).toEqual([]);
  });

  it('never share a file, nor leave their folder', () => {
    const project = [
      makeSummary('a', 'b-c'),
      makeSummary('a-b', 'c'),
      makeSummary('a-b-c', 'd'),
      makeSummary('../../etc', 'x/y'),
    ];

    const names = collectBadges(
      project.map((one) => makeResult(one)),
      project,
    ).map((one) => one.fileName);

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
    const badges = collectBadges([makeResult(hostile)], [hostile]);

    const html = renderBadgeTable(badges, makeRun([]), undefined);

    expect(html).not.toContain('<script');
    expect(html).not.toContain('<img src=x');
  });
});

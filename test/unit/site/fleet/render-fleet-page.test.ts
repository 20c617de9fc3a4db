import { describe, expect, it } from 'vitest';
import type { FleetView, InstanceView } from '../../../../src/contract/fleet-view.ts';
import { renderFleetPage } from '../../../../src/site/fleet/render-fleet-page.ts';
import { surveySite } from '../../../../src/site/survey-site.ts';
import { fleetYear, type FleetYear } from '../../../support/fleet-year/fleet-year.ts';
import { sourceOfYear } from '../../../support/fleet-year/render-year.ts';
import { readPage, textOf } from '../../../support/read-page.ts';

const year = fleetYear({ nights: 40 });

async function render(change: Partial<FleetView> = {}, past: FleetYear = year): Promise<string> {
  const view = { ...past.view, ...change };
  const { known } = await surveySite({ ...sourceOfYear(past), view }, { recent: [] });
  const night = view.nights[0] && past.nights.find((one) => one.night === view.nights[0]?.night);
  return renderFleetPage({ view, night, packagesOf: past.packages }, known);
}

async function read(change: Partial<FleetView> = {}): Promise<string> {
  return readPage(await render(change)).text;
}

function rowsOf(page: string): readonly string[] {
  return readPage(page)
    .elements.filter(({ tagName }) => tagName === 'tr')
    .map(textOf);
}

describe('the first page', () => {
  it('says in its title and its first line whether there is anything to do', async () => {
    const page = await render();

    expect(page).toContain(
      '<title>✗ 3 of 40 instances are red, all of them new tonight; 1 flaky · saltern-fleet</title>',
    );
    expect(readPage(page).text).toContain('✗ Refused: 3 of 40 instances are red, all of them new tonight; 1 flaky');
    expect(readPage(page).text).toMatch(/stable 20261125T013000 24 h old candidate 20261126T013000 \d+ min old/);
  });

  it('says what is red, why, since when, and which package all of it got that nothing green has', async () => {
    const text = await read();

    expect(text).toContain('All 3 got, and nothing that passed has: chrony 4.5-1.el9 → 4.5-2.el9');
    expect(text).toContain(
      '✗ ops-time on 7, 8, 9 · check service chronyd running: expected true, got false (and 1 more)',
    );
    expect(text).toContain(
      'new tonight · passed last 25 Nov 2026 · its packages since: chrony 4.5-1.el9 → 4.5-2.el9, logrotate 3.18.0-8.el9 → 3.18.0-9.el9',
    );
  });

  it('has red formulas first, then flaky ones, then the rest by name, each with its platforms and four weeks', async () => {
    const [head, ...rows] = rowsOf(await render());

    expect(head).toBe('formula 7 8 9 nights, the newest last since last ok took');
    expect(rows[0]).toBe(`ops-time ✗ ✗ ✗ ${'✓'.repeat(27)}✗ tonight 25 Nov 0:46`);
    expect(rows[1]).toMatch(/^ops-ssh ✓ ~ ✓ ✓+~✓+~ flaky \d+ % tonight 1:\d\d$/);
    expect(rows[2]).toMatch(/^ops-adjoin /);
    expect(rows.find((row) => row.startsWith('ops-vault'))).toMatch(/^ops-vault ✓ ✓ ✓+ tonight/);
  });

  it('says what changed tonight, and how long the night took beside what is usual', async () => {
    const text = await read();

    expect(text).toContain('changed tonight: 3 upgraded, 1 rebuilt, 1 added, 1 removed');
    expect(text).toContain('chrony, logrotate, standin-release upgraded; sudo rebuilt; tree added; ed removed');
    expect(text).toMatch(/3 of 40 instances failed, 1 flaky · 44 attempts · \d+ min \d\d s \(usually \d+ min \d\d s\)/);
  });

  it('is green where all passed', async () => {
    const good = fleetYear({ nights: 40 });
    const instances = good.view.instances.map(passed);
    const nights = good.view.nights.slice(1);

    const text = readPage(await render({ instances, nights }, good)).text;

    expect(text).toContain('✓ Promoted: all 40 instances passed');
    expect(text).not.toContain('What is wrong');
  });

  it('does not look green where something was red by hand after a good night', async () => {
    const text = await read({ nights: year.view.nights.slice(1) });

    expect(text).toContain('✗ Promoted: 3 of 40 instances are red');
    expect(text).toContain('! 40 instances ran again by hand since that night.');
  });

  it('says that nobody tested anything yet', async () => {
    const instances = year.view.instances.map(({ name, formula, suite, platform }) => ({
      name,
      formula,
      suite,
      platform,
      cells: [],
      flakeRate: 0,
    }));

    const text = await read({ instances, nights: [], channels: {} });

    expect(text).toContain('– No night yet: 40 of 40 instances never tested');
  });

  it('says of what is red by hand nothing of a night, where there was none', async () => {
    const text = await read({ nights: [] });

    expect(text).toContain('✗ No night yet: 3 of 40 instances are red; 1 flaky');
  });

  it('says how old the last night is, where that is no longer last night', async () => {
    const text = await read({ at: '2026-11-30T06:00:00Z' });

    expect(text).toContain('! The last night that was finished is 4 d old.');
  });

  it('names no package where one that passed has it too, or where nothing is known', async () => {
    const view = year.view;
    const { known } = await surveySite(sourceOfYear(year), { recent: [] });
    const everywhere = (instance: string, runId: string) => [
      ...(year.packages(instance, runId) ?? []),
      ...(instance.startsWith('ops-sudo') ? ['chrony-4.5-2.el9.x86_64'] : []),
    ];

    const pages = [everywhere, () => undefined].map(
      (packagesOf) => readPage(renderFleetPage({ view, packagesOf }, known)).text,
    );

    for (const text of pages) expect(text).not.toContain('nothing that passed has');
    expect(pages[1]).toContain('new tonight · passed last 25 Nov 2026');
  });

  it('stays below 150 kB for a year of fourteen formulas on three platforms', async () => {
    const page = await render({}, fleetYear());

    expect(Buffer.byteLength(page)).toBeLessThan(150_000);
  });
});

function passed({ name, formula, suite, platform, cells, lastPass, flakeRate }: InstanceView): InstanceView {
  const rest = { name, formula, suite, platform, cells: cells.slice(1), flakeRate };
  return lastPass === undefined ? rest : { ...rest, lastPass, latest: { ...lastPass, isFlaky: false } };
}

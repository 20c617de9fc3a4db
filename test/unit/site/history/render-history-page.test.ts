import { describe, expect, it } from 'vitest';
import { renderHistoryPage } from '../../../../src/site/history/render-history-page.ts';
import { surveySite } from '../../../../src/site/survey-site.ts';
import { fleetYear, type FleetYear } from '../../../support/fleet-year/fleet-year.ts';
import { sourceOfYear } from '../../../support/fleet-year/render-year.ts';
import { attributeOf, readPage, textOf } from '../../../support/read-page.ts';

async function render(year: FleetYear): Promise<string> {
  const { known } = await surveySite(sourceOfYear(year), { recent: [] });
  return renderHistoryPage(year.view, known);
}

describe('the page of the history', () => {
  it('has a cell for each formula in each night, which says day, verdict, time and snapshot', async () => {
    const { elements } = readPage(await render(fleetYear({ nights: 30 })));

    const cells = elements.filter(({ attrs }) =>
      attrs.some(({ name, value }) => name === 'class' && /^[pyfen]$/.test(value)),
    );
    const titles = elements.flatMap((element) => attributeOf(element, 'title') ?? []);
    // Fourteen formulas, and the whole fleet above them.
    expect(cells).toHaveLength(15 * 30);
    expect(titles).toContain('26 Nov: failed on 7, 8, 9, 0:46, 20261126T013000');
    expect(titles.filter((title) => /^25 Nov: passed, \d:\d\d, 20261125T013000$/.test(title)).length).toBeGreaterThan(
      10,
    );
  });

  it('says how often each passed, and never that all did where one did not', async () => {
    const { elements } = readPage(await render(fleetYear({ nights: 365 })));

    const shares = elements.filter((element) => attributeOf(element, 'class') === 'share').map(textOf);
    expect(shares[0]).toBe('passed');
    expect(shares.slice(1)).not.toContain('100 %');
    expect(shares.slice(1).every((share) => /^\d\d %$/.test(share))).toBe(true);
  });

  it('stays below a megabyte for a year of forty formulas', async () => {
    const fleet = Array.from({ length: 40 }, (_, at) => ({
      name: `ops-formula${at}-default-centos-stream-9`,
      formula: `ops-formula${at}`,
      suite: 'default',
      platform: 'centos-stream-9',
    }));

    const page = await render(fleetYear({ fleet }));

    expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
  });

  it('says that there was no night yet', async () => {
    expect(readPage(await render(fleetYear({ nights: 0 }))).text).toContain('No night yet.');
  });
});

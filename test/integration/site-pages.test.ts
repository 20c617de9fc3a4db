import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishSite } from '../../src/app/publish-site.ts';
import { fakeApp } from '../support/fake-app.ts';
import { FLEET } from '../support/fleet-year/fleet-shape.ts';
import { fleetYear, type YearOptions } from '../support/fleet-year/fleet-year.ts';
import { historyOfYear } from '../support/fleet-year/history-of-year.ts';
import { openBrowser } from '../support/open-browser.ts';

const NIGHT = '20261126T013000';
/** One of each kind. */
const PAGES = [
  'index.html',
  'history.html',
  'formulas/ops-time.html',
  `nights/${NIGHT}.html`,
  `runs/${NIGHT}-0001.html`,
  `results/${NIGHT}-0002/ops-time-default-centos-7.html`,
  `snapshots/${NIGHT}.html`,
] as const;

const FEW = FLEET.filter(({ formula }) => ['ops-ssh', 'ops-ssl_certs', 'ops-time'].includes(formula));
const LONG = `<b>${'w'.repeat(5000)}</b>`;

/** How far the page is wider than the screen. */
const EXCESS = 'document.documentElement.scrollWidth - window.innerWidth';
/** How many short texts and ids of tables stand on more than one line; those who have cards have the room. */
const BROKEN =
  "[...document.querySelectorAll('.cards .short > *, .cards .id > *')].filter((one) => one.getClientRects().length > 1).length";
const IS_FOLDED_SEEN = "document.querySelector('details table').checkVisibility()";

let opened: Awaited<ReturnType<typeof openBrowser>>;
let year: string;
let hostile: string;

beforeAll(async () => {
  opened = await openBrowser();
  year = await writeSite({ nights: 45 });
  hostile = await writeSite({ nights: 3, fleet: FEW, say: (text) => `${text} ${LONG}` });
});
afterAll(async () => {
  await opened[Symbol.asyncDispose]();
});

/** A site in a folder of its own, where pages are found by their paths. */
async function writeSite(options: YearOptions): Promise<string> {
  const app = fakeApp();
  const directory = join(await mkdtemp(join(tmpdir(), 'saltern-pages-')), 'site');
  const past = fleetYear(options);
  const project = {
    reportsDirectory: join(app.cwd, '.saltern'),
    snapshots: undefined,
    site: { directory, url: undefined },
  };
  await publishSite(app, { project, view: past.view, history: historyOfYear(past) });
  return directory;
}

/** Opens a page; `asked` is what it has asked for so far. */
async function withPage<T>(file: string, use: (page: Page, asked: readonly string[]) => Promise<T>): Promise<T> {
  const page = await opened.browser.newPage();
  const asked: string[] = [];
  try {
    page.on('request', (request) => asked.push(request.url()));
    await page.setViewport({ width: 1600, height: 900 });
    await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
    return await use(page, asked);
  } finally {
    await page.close();
  }
}

describe('pages in a real browser', () => {
  it.each(PAGES)('can be read by everybody, wide and narrow, light and dark: %s', async (path) => {
    const found = await withPage(join(year, path), async (page) => {
      await page.evaluate(axe.source);
      await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
      const all: string[] = [];
      for (const width of [1600, 400]) {
        await page.setViewport({ width, height: 900 });
        for (const scheme of ['light', 'dark']) {
          await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
          all.push(...(await findSerious(page)).map((finding) => `${width} ${scheme}: ${finding}`));
        }
      }
      return all;
    });

    expect(found).toEqual([]);
  });

  it.each(PAGES)('ask for nothing but their style sheet: %s', async (path) => {
    const asked = await withPage(join(year, path), (_page, all) => Promise.resolve(all));

    expect(asked).toEqual([pathToFileURL(join(year, path)).href, pathToFileURL(join(year, 'style.css')).href]);
  });

  it.each(PAGES)('are nowhere wider than the screen, whatever that is: %s', async (path) => {
    const wide: string[] = [];

    for (const site of [year, hostile]) {
      await withPage(join(site, path), async (page) => {
        for (const width of [400, 700, 1000, 1600, 2000]) {
          await page.setViewport({ width, height: 900 });
          const excess = await measure(page, EXCESS);
          if (excess > 0) wide.push(`${excess} pixels at ${width}`);
        }
      });
    }

    expect(wide).toEqual([]);
  });

  it.each([900, 1000, 1280, 1600])('break no verdict and no time in two, %i wide', async (width) => {
    const broken = await Promise.all(
      PAGES.map((path) =>
        withPage(join(year, path), async (page) => {
          await page.setViewport({ width, height: 900 });
          await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
          const count = await measure(page, BROKEN);
          return count === 0 ? [] : [`${count} on ${path}`];
        }),
      ),
    );

    expect(broken.flat()).toEqual([]);
  });

  it('answers in the first screen of a telephone whether there is anything to do', async () => {
    const below = await withPage(join(year, 'index.html'), async (page) => {
      await page.setViewport({ width: 400, height: 900 });
      return await measure(page, "document.querySelector('.wrong li').getBoundingClientRect().bottom");
    });

    expect(below).toBeLessThan(900);
  });

  it('shows a year of nights in the width of one screen', async () => {
    const whole = await writeSite({ nights: 365, fleet: FEW });

    const excess = await withPage(join(whole, 'history.html'), (page) =>
      measure(page, "document.querySelector('.wide').scrollWidth - document.querySelector('.wide').clientWidth"),
    );

    expect(excess).toBeLessThanOrEqual(0);
  });

  it('opens what is folded on paper, where nobody can', async () => {
    const isSeen = await withPage(join(year, PAGES[5]), async (page) => {
      const onScreen = await page.evaluate(IS_FOLDED_SEEN);
      await page.emulateMediaType('print');
      return [onScreen, await page.evaluate(IS_FOLDED_SEEN)];
    });

    expect(isSeen).toEqual([false, true]);
  });
});

/** What a number is in the page; the browser's own names are unknown here. */
async function measure(page: Page, expression: string): Promise<number> {
  return Number(await page.evaluate(expression));
}

/** What of the page is serious, one line each. */
async function findSerious(page: Page): Promise<readonly string[]> {
  const told: unknown = await page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) =>
      id + ', ' + nodes.length + ' times: ' + nodes[0].html + ' ' + nodes[0].failureSummary))`);
  return Array.isArray(told) ? told.map(String) : ['axe did not answer'];
}

import { posix } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { listParts } from '../../../src/site/list-parts.ts';
import { FLEET } from '../../support/fleet-year/fleet-shape.ts';
import { fleetYear } from '../../support/fleet-year/fleet-year.ts';
import { renderYear, sourceOfYear } from '../../support/fleet-year/render-year.ts';
import { attributeOf, readPage, type ReadPage } from '../../support/read-page.ts';

/** As many as it takes to have every kind of night. */
const NIGHTS = 40;
const FORMULAS = ['ops-time', 'ops-ssl_certs', 'ops-syslog', 'ops-vault'];
const FEW = FLEET.filter(({ formula }) => FORMULAS.includes(formula));
/** Names of a site that have nothing to do with its pages. */
const EDITION = 'test';

let files: ReadonlyMap<string, string>;
let pages: ReadonlyMap<string, ReadPage>;

beforeAll(async () => {
  files = await renderYear(fleetYear({ nights: NIGHTS, fleet: FEW }));
  pages = new Map([...files].filter(([path]) => path.endsWith('.html')).map(([path, page]) => [path, readPage(page)]));
}, 60_000);

describe('the pages of a fleet', () => {
  it('are of every kind, and each is a whole document without a mistake', () => {
    const folders = new Set([...pages.keys()].map((path) => posix.dirname(path).split('/')[0]));

    expect([...folders].toSorted()).toEqual(['.', 'formulas', 'nights', 'results', 'runs', 'snapshots']);
    expect([...pages].filter(([, { complaints }]) => complaints.length > 0)).toEqual([]);
    for (const { elements } of pages.values()) {
      expect(elements.filter(({ tagName }) => tagName === 'h1' || tagName === 'main').length).toBe(2);
    }
  });

  it('lead only to pages that are there, and to places that these have', () => {
    const dead = [...pages].flatMap(([from, { elements }]) =>
      elements.flatMap((element) => {
        const href = attributeOf(element, 'href');
        if (href === undefined) return [];
        const [target = '', place] = href.split('#');
        const path = target === '' ? from : posix.join(posix.dirname(from), target);
        const isThere = files.has(path) && (place === undefined || pages.get(path)?.ids.includes(place));
        return isThere ? [] : [`${from} → ${href}`];
      }),
    );

    expect(dead).toEqual([]);
  });

  it('are all reached from the first one', () => {
    const reached = new Set(['index.html']);
    for (const path of reached) {
      for (const element of pages.get(path)?.elements ?? []) {
        const [target] = (attributeOf(element, 'href') ?? '').split('#');
        if (target !== undefined && target !== '') reached.add(posix.join(posix.dirname(path), target));
      }
    }

    expect([...files.keys()].filter((path) => !reached.has(path) && path !== 'fleet.json')).toEqual([]);
  });

  it('hold nothing that a strict content security policy forbids, and nothing from elsewhere', () => {
    const odd = [...pages].flatMap(([path, { elements }]) =>
      elements
        .filter((element) => {
          const isActive = ['script', 'style', 'iframe', 'object', 'embed', 'img', 'base'].includes(element.tagName);
          const hasActive = element.attrs.some(({ name }) => name === 'style' || name.startsWith('on'));
          const address = attributeOf(element, 'href') ?? attributeOf(element, 'src') ?? '';
          return isActive || hasActive || /^([a-z]+:|\/)/i.test(address);
        })
        .map(({ tagName }) => `${path}: ${tagName}`),
    );

    expect(odd).toEqual([]);
    expect(files.get('style.css')).not.toMatch(/url\(|@import|http/);
  });

  it('lead from every red sign to its cause in one click', () => {
    const lost = ['index.html', 'history.html'].flatMap((path) =>
      (pages.get(path)?.elements ?? []).filter((element) => {
        const kinds = (attributeOf(element, 'class') ?? '').split(' ');
        const isRedSign = kinds.includes('sign') && (kinds.includes('fail') || kinds.includes('error'));
        const isRedCell = element.tagName === 'td' && (kinds.includes('f') || kinds.includes('e'));
        const link = isRedSign ? element : element.childNodes.find((child) => child.nodeName === 'a');
        const href = link && 'attrs' in link ? attributeOf(link, 'href') : undefined;
        return (isRedSign || isRedCell) && !(href ?? '').startsWith('results/');
      }),
    );

    expect(lost).toEqual([]);
  });

  it('give every sign and every cell a name that is read aloud', () => {
    const elements = [...pages.values()].flatMap((page) => page.elements);
    const signs = elements.filter((element) => /\bsign\b/.test(attributeOf(element, 'class') ?? ''));
    const links = elements.filter(({ tagName, childNodes }) => tagName === 'a' && childNodes.length === 0);

    expect(signs.length).toBeGreaterThan(100);
    expect(links.length).toBeGreaterThan(20);
    for (const one of [...signs, ...links]) expect(attributeOf(one, 'aria-label')).toMatch(/\w/);
  });

  it('have a page for each attempt of the last fortnight, and of earlier ones for what was no plain pass', () => {
    const results = [...pages.keys()].filter((path) => path.startsWith('results/'));
    const ofNight = (night: string) => results.filter((path) => path.startsWith(`results/${night}`)).length;

    // Eleven instances, of which three were tried twice.
    expect(ofNight('20261126')).toBe(14);
    expect(ofNight('20261113')).toBeGreaterThanOrEqual(11);
    // One that failed and was tried again; then a night in which nothing failed, and one whose mirror did not answer.
    expect(ofNight('20261112')).toBe(2);
    expect(ofNight('20261105')).toBe(0);
    expect(ofNight('20261024')).toBe(22);
  });

  it('are not made again where they can say nothing new', async () => {
    const year = fleetYear({ nights: NIGHTS, fleet: FEW });
    const facts: unknown = JSON.parse(files.get('fleet.json') ?? '');
    const recent = year.rows.map(({ runId }) => runId).filter((runId) => JSON.stringify(facts).includes(runId));

    const parts = await listParts(sourceOfYear(year), { earlier: { recent }, edition: EDITION });

    const open = parts.filter(({ isSettled }) => !isSettled).map(({ path }) => path);
    expect(open.filter((path) => /^(runs|nights|snapshots)\//.test(path))).toEqual([
      'runs/20261126T013000-0002.html',
      'runs/20261126T013000-0001.html',
      'nights/20261126T013000.html',
      'snapshots/20261126T013000.html',
    ]);
  });
});

import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { InstanceSummary } from '../../src/contract/events.ts';
import { fleetYear, type YearOptions } from '../support/fleet-year/fleet-year.ts';
import { renderYear } from '../support/fleet-year/render-year.ts';
import { attributeOf, readPage } from '../support/read-page.ts';

const WORD = 'w'.repeat(5000);

/** What a guest, a mirror or a person may have written, in every text that a page shows. */
const TEXTS: readonly (readonly [title: string, text: string, shown: string])[] = [
  ['a script', '<script>alert(1)</script>', '<script>alert(1)</script>'],
  ['the end of the title and of the document', '</title></main></body></html>', '</title></main></body></html>'],
  ['the end of an attribute', `" onmouseover="alert(1)" x='`, `" onmouseover="alert(1)" x='`],
  ['a link that is a script', `<a href="javascript:alert(1)">x</a>`, '<a href="javascript:alert(1)">x</a>'],
  ['a comment that does not end', '<!-- ', '<!--'],
  ['a reference', '&lt;b&gt; &#0; &notit;', '&lt;b&gt; &#0; &notit;'],
  ['a picture from elsewhere', '<img src=http://evil.example/x.png>', '<img src=http://evil.example/x.png>'],
  ['a style', '<style>*{display:none}</style>', '<style>*{display:none}</style>'],
  ['orders to a terminal', 'a\u001b[31mred\u001b[0m\u0007\u0000b', 'ared␇␀b'],
  ['marks that turn the reading direction', 'abc\u202etxt.exe\u2066', 'abc�txt.exe�'],
  ['half a sign', 'a\ud800b', 'a�b'],
  ['a word of five thousand letters', WORD, WORD],
  ['lines within a line', 'one\r\ntwo\u2028three\tfour', 'one two�three four'],
];

/** Names that no project of today has, and a history may. */
const NAMES = [
  ['a path out of the folder', '../../../etc/passwd'],
  ['underscores and dots', 'ops-ssl_certs.v2'],
  ['a hidden one', '.hidden'],
  ['markup', '<b>"x"</b>'],
  ['blanks, signs of an address and a percent sign', 'a b?c#d%2e&e'],
  ['another alphabet', 'формула'],
  ['the longest that a file can have', 'n'.repeat(300)],
  ['half a sign', 'a\ud800b'],
] as const;

describe('pages of texts that want to be more than text', () => {
  it.each(TEXTS)('show %s as text, in no page as anything else', async (_title, text, shown) => {
    const pages = await renderPages({ say: (plain) => `${plain} ${text}` });

    const read = [...pages.values()].map(readPage);
    const told = read.filter(({ text: all }) => all.replaceAll('\n', ' ').includes(shown.slice(0, 400)));
    expect([...pages].flatMap(([path, page]) => findOdd(path, page))).toEqual([]);
    expect(told.length).toBeGreaterThan(4);
  });
});

describe('pages of things with names that no file should have', () => {
  it.each(NAMES)('lie in the folder, and are found: %s', async (_title, name) => {
    const fleet: readonly InstanceSummary[] = ['centos-7', name].map((platform) => ({
      name: `${name}-default-${platform}`,
      formula: name,
      suite: name,
      platform,
    }));

    const pages = await renderPages({ fleet });

    const paths = [...pages.keys()];
    const links = [...pages].flatMap(([path, page]) => listTargets(path, page));
    expect([...pages].flatMap(([path, page]) => findOdd(path, page))).toEqual([]);
    expect(paths.filter((path) => !/^[A-Za-z0-9._-]+(\/[A-Za-z0-9_][A-Za-z0-9._-]*){0,2}$/.test(path))).toEqual([]);
    expect(links.filter((target) => target.endsWith('.html') && !pages.has(target))).toEqual([]);
    expect(paths.filter((path) => path.startsWith('formulas/'))).toHaveLength(1);
  });
});

const OWN_NIGHTS = 3;
const FEW: readonly InstanceSummary[] = ['ops-time', 'ops-ssh'].flatMap((formula) =>
  ['centos-7', 'centos-stream-8'].map((platform) => ({
    name: `${formula}-default-${platform}`,
    formula,
    suite: 'default',
    platform,
  })),
);

async function renderPages(options: YearOptions): Promise<ReadonlyMap<string, string>> {
  const files = await renderYear(fleetYear({ nights: OWN_NIGHTS, fleet: FEW, ...options }));
  return new Map([...files].filter(([path]) => path.endsWith('.html')));
}

/** What no page may hold, whatever was written. */
function findOdd(path: string, page: string): readonly string[] {
  const { complaints, elements } = readPage(page);
  // oxlint-disable-next-line no-control-regex -- control characters are what it is about
  const signs = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/.exec(page);
  const foreign = elements.filter(
    ({ tagName, attrs }) =>
      ['script', 'style', 'img', 'iframe', 'object', 'base'].includes(tagName) ||
      attrs.some(({ name, value }) => name === 'style' || name.startsWith('on') || /^\s*javascript:/i.test(value)),
  );
  return [
    ...complaints.map((complaint) => `${path}: ${complaint}`),
    ...foreign.map(({ tagName }) => `${path}: <${tagName}>`),
    ...(signs === null ? [] : [`${path}: control character ${signs[0].charCodeAt(0)}`]),
    ...(elements.filter(({ tagName }) => tagName === 'main').length === 1 ? [] : [`${path}: not one main`]),
    ...(page.isWellFormed() ? [] : [`${path}: half a sign`]),
  ];
}

function listTargets(path: string, page: string): readonly string[] {
  return readPage(page).elements.flatMap((element) => {
    const [target = ''] = (attributeOf(element, 'href') ?? '').split('#');
    return target === '' ? [] : [posix.join(posix.dirname(path), decodeURIComponent(target))];
  });
}

import { readdir } from 'node:fs/promises';
import { decodeSegment, showLocation, type Location } from '../../../src/base/fetch/parse-location.ts';
import { SalternError } from '../../../src/contract/errors.ts';
import type { ImageContext } from './image-index.ts';
import { readPage } from './read-page.ts';

const LISTING_LIMIT = 16 * 1024 * 1024;

/**
 * The location with its `*` replaced by that of the newest name in the listing of the folder above (an index page, or a
 * local folder); without a `*`, the location itself. Throws IMAGE_MISSING when nothing matches or more than one segment
 * holds a `*`, IMAGE_PULL when there is no listing.
 */
export async function resolveNewest(location: Location, context: ImageContext): Promise<Location> {
  const path = location.kind === 'http' ? location.url.pathname : location.path;
  const segments = path.split('/');
  const starred = segments.flatMap((segment, index) => (segment.includes('*') ? [index] : []));
  const [at] = starred;
  if (at === undefined) return location;
  if (starred.length > 1) {
    throw new SalternError('IMAGE_MISSING', `More than one segment of '${showLocation(location)}' holds a '*'`, {
      hint: "Keep the '*' in one segment: only one listing is read to find the newest.",
    });
  }
  const folder = withPath(location, `${segments.slice(0, at).join('/')}/`);
  const segment = segments[at] ?? '';
  const pattern = location.kind === 'http' ? (decodeSegment(segment) ?? segment) : segment;
  const newest = newestOf(await list(folder, context), pattern);
  if (newest === undefined) {
    throw new SalternError('IMAGE_MISSING', `Nothing in '${showLocation(folder)}' matches '${pattern}'`, {
      hint: 'Compare that listing with the pattern.',
    });
  }
  const name = location.kind === 'http' ? encodeURIComponent(newest) : newest;
  return withPath(location, segments.with(at, name).join('/'));
}

/** Sorts names as people number them: `-10` comes after `-9`, and a longer name after its own beginning. */
const BY_NUMBER = new Intl.Collator('en', { numeric: true });

/** The newest by what its `*` stand for; `undefined` when none matches. Pure. */
export function newestOf(names: readonly string[], pattern: string): string | undefined {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[^\w]/g, String.raw`\$&`));
  const matcher = new RegExp(`^${parts.join('(.*)')}$`, 's');
  const matches = names.flatMap((name) => {
    const match = matcher.exec(name);
    return match ? [{ name, stars: match.slice(1) }] : [];
  });
  // Only what differs counts: in whole names 'x-10.1.qcow2' would come before 'x-10.qcow2'.
  const order = (a: readonly string[], b: readonly string[]): number =>
    a.map((star, index) => BY_NUMBER.compare(star, b[index] ?? '')).find((one) => one !== 0) ?? 0;
  return matches.sort((a, b) => order(a.stars, b.stars)).at(-1)?.name;
}

/** Names in an index page as Apache and nginx write it; links to other folders do not count. Pure. */
export function listedNames(html: string, pageUrl: string): readonly string[] {
  const page = new URL('.', pageUrl);
  const links = html.matchAll(/<a\s[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/gi);
  const names = [...links].flatMap((link) => {
    const href = decodeEntities((link[1] ?? link[2] ?? link[3] ?? '').trim());
    const url = URL.canParse(href, page.href) ? new URL(href, page) : undefined;
    if (url?.origin !== page.origin || !url.pathname.startsWith(page.pathname)) return [];
    const name = decodeSegment(url.pathname.slice(page.pathname.length).replace(/\/$/, ''));
    return name === undefined || name === '' || name.includes('/') ? [] : [name];
  });
  return [...new Set(names)];
}

async function list(folder: Location, context: ImageContext): Promise<readonly string[]> {
  const shown = showLocation(folder);
  if (folder.kind === 'file') {
    return await readdir(folder.path).catch((cause: unknown) => {
      throw new SalternError('IMAGE_MISSING', `The folder '${shown}' cannot be read`, {
        cause,
        hint: 'Check the path.',
      });
    });
  }
  const page = await readPage(folder.url, { limit: LISTING_LIMIT, absent: [] }, context);
  return page ? listedNames(page.text, page.url) : [];
}

function withPath(location: Location, path: string): Location {
  if (location.kind === 'file') return { kind: 'file', path };
  const url = new URL(location.url);
  url.pathname = path;
  return { kind: 'http', url };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[String(name).toLowerCase()] ?? whole;
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

import { createHash } from 'node:crypto';
import { basename, isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where a file or a listing is. */
export type Location =
  | { readonly kind: 'http'; readonly url: URL }
  /** Absolute. */
  | { readonly kind: 'file'; readonly path: string };

/** An http(s) URL, a `file:` URL or an absolute path; undefined for anything else. */
export function parseLocation(text: string): Location | undefined {
  if (isAbsolute(text)) return { kind: 'file', path: text };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return { kind: 'http', url };
  if (url?.protocol === 'file:' && url.host === '') return { kind: 'file', path: fileURLToPath(url) };
  return undefined;
}

/** For people and for evidence: without credentials, and without the query, which may hold some too. */
export function showLocation(location: Location): string {
  if (location.kind === 'file') return location.path;
  const { protocol, host, pathname, search } = location.url;
  return `${protocol}//${host}${pathname}${search === '' ? '' : '?…'}`;
}

/** The file's name without its folder. */
export function nameOf(location: Location): string {
  if (location.kind === 'file') return basename(location.path);
  return decodeSegment(location.url.pathname.split('/').at(-1) ?? '') ?? showLocation(location);
}

/** sha256 hex of the location without credentials: these may change while the location does not. */
export function hashLocation(location: Location): string {
  const text = location.kind === 'file' ? location.path : withoutCredentials(location.url).href;
  return createHash('sha256').update(text).digest('hex');
}

/** The URL as `fetch` takes it: without credentials, and without a fragment. */
export function withoutCredentials(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  bare.hash = '';
  return bare;
}

/** One segment of a URL's path as text; `undefined` when it is no valid encoding. */
export function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

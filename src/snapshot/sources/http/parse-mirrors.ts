import { attributeOf, textOf } from '../../metadata/scan-xml.ts';

/** What a list says: where the repository is, and which `repomd.xml` it has. */
export interface MirrorList {
  /** Folders, best first. Only http(s): a list is no reason to read files of this machine. */
  readonly urls: readonly URL[];
  /** sha256, hex, of the newest `repomd.xml` and, after it, of older ones that mirrors may still have. Empty: it does not say. */
  readonly repomd: readonly string[];
}

/** A list with one address a line; `#` begins a comment. Pure. */
export function parseMirrorlist(text: string): MirrorList {
  const lines = text.split('\n').map((line) => line.trim());
  return { urls: lines.filter((line) => !line.startsWith('#')).flatMap(toFolder), repomd: [] };
}

/** A metalink of a `repomd.xml`. Pure. */
export function parseMetalink(text: string): MirrorList {
  const hashes = [...text.matchAll(/<hash\s[^>]*>[^<]*<\/hash>/g)].flatMap(([element]) => {
    const hex = textOf(element, 'hash')?.trim().toLowerCase() ?? '';
    return attributeOf(element, '<hash', 'type') === 'sha256' && /^[0-9a-f]{64}$/.test(hex) ? [hex] : [];
  });
  const urls = [...text.matchAll(/<url(?:\s[^>]*)?>[^<]*<\/url>/g)]
    .map(([element]) => ({
      url: textOf(element, 'url')?.trim() ?? '',
      preference: Number(attributeOf(element, '<url', 'preference') ?? 0),
    }))
    .filter(({ url }) => url.endsWith('/repodata/repomd.xml'))
    .toSorted((a, b) => b.preference - a.preference)
    .flatMap(({ url }) => toFolder(url.slice(0, -'repodata/repomd.xml'.length)));
  return { urls, repomd: [...new Set(hashes)] };
}

/** None for what is no http(s) URL. A list has no say in logins. */
function toFolder(text: string): readonly URL[] {
  if (!URL.canParse(text)) return [];
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return [];
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  url.username = '';
  url.password = '';
  return [url];
}

import type { Checksum } from '../../contract/source.ts';
import { toChecksum } from './checksum.ts';
import { attributeOf, textOf, toCount } from './scan-xml.ts';

/** One `<data>` of a repomd.xml: a metadata file and what it must be. */
export interface RepomdEntry {
  /** `primary`, `filelists`, `modules`, … */
  readonly type: string;
  /** Path relative to the repository's top. */
  readonly location: string;
  readonly checksum: Checksum;
  /** Of the uncompressed content; undefined where the file is not compressed. */
  readonly openChecksum: Checksum | undefined;
  /** Bytes; undefined where the metadata does not say. */
  readonly size: number | undefined;
}

/** Reads a repomd.xml. Throws an `Error` with one sentence when the text is not one. */
export function parseRepomd(text: string): readonly RepomdEntry[] {
  return scanData(text).map(parseEntry);
}

/** Its entries as they are written, for whoever writes another repomd.xml. Throws the same. */
export function listDataElements(text: string): readonly { readonly type: string; readonly element: string }[] {
  return scanData(text).map((element) => ({ type: parseEntry(element).type, element }));
}

function scanData(text: string): readonly string[] {
  const plain = text.replace(/<!--[\s\S]*?-->/g, '');
  if (!plain.includes('<repomd') || !plain.includes('</repomd>')) throw new Error('it is not a whole repomd.xml');
  return [...plain.matchAll(/<data\s[^>]*>[\s\S]*?<\/data>/g)].map(([element]) => element);
}

function parseEntry(element: string): RepomdEntry {
  const type = attributeOf(element, '<data', 'type');
  const location = attributeOf(element, '<location', 'href');
  const checksum = toChecksum(attributeOf(element, '<checksum', 'type'), textOf(element, 'checksum'));
  if (type === undefined || location === undefined || checksum === undefined) {
    throw new Error(`its entry '${type ?? '?'}' lacks a type, a location or a known checksum`);
  }
  const written = textOf(element, 'size')?.trim();
  const size = written === undefined ? undefined : toCount(written);
  if (written !== undefined && size === undefined) throw new Error(`its entry '${type}' has the size '${written}'`);
  return {
    type,
    location,
    checksum,
    openChecksum: toChecksum(attributeOf(element, '<open-checksum', 'type'), textOf(element, 'open-checksum')),
    size,
  };
}

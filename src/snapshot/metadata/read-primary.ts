import type { PackageEntry } from '../../contract/snapshot.ts';
import { cleanName } from '../../base/text/clean-text.ts';
import { hasControl } from '../../base/text/has-control.ts';
import { formatChecksum, toChecksum } from './checksum.ts';
import { expectElement } from './limit-content.ts';
import { openBacklog } from './open-backlog.ts';
import { attributeIn, attributeOf, rawAttributeIn, rawTextOf, tagOf, toCount, unescapeXml } from './scan-xml.ts';

/** A package as primary.xml names it: what it is, and where its file must be. */
export interface PrimaryPackage {
  readonly entry: PackageEntry;
  /** Set when the file is to be fetched from elsewhere (`xml:base`). */
  readonly base: string | undefined;
}

const OPENING = Buffer.from('<package ');
const CLOSING = Buffer.from('</package>');
/** Where the long part of a package begins, which says nothing that is wanted here. */
const DEPENDENCIES = Buffer.from('<rpm:provides');
const OBSOLETES = Buffer.from('<rpm:obsoletes>');

/**
 * Reads primary.xml (uncompressed, in chunks of any size) and gives its packages in their order. Scans for the few tags
 * it needs instead of parsing all of it: three times as fast as a SAX parser, and a count that the file itself declares
 * shows when the scan went wrong. Throws an `Error` with one sentence when the text is not a whole primary.xml.
 */
export async function readPrimary(chunks: AsyncIterable<Uint8Array>): Promise<readonly PrimaryPackage[]> {
  const packages: PrimaryPackage[] = [];
  let declared: number | undefined;
  const backlog = openBacklog();
  let rest = backlog.bytes;
  let isWhole = false;
  for await (const chunk of chunks) {
    // Searched as bytes, for a hundred megabytes of text are much garbage; a chunk may end within a tag or a character.
    backlog.add(chunk);
    rest = backlog.bytes;
    declared ??= parseCount(rest.toString('latin1'));
    let from = 0;
    // Few packages obsolete others, so the next that does is looked for, not each asked.
    let obsoletes = rest.indexOf(OBSOLETES);
    for (;;) {
      const start = rest.indexOf(OPENING, from);
      const end = start === -1 ? -1 : rest.indexOf(CLOSING, start);
      if (end === -1) break;
      if (obsoletes !== -1 && obsoletes < start) obsoletes = rest.indexOf(OBSOLETES, start);
      const found = parseBytes(rest, start, end);
      packages.push(
        obsoletes === -1 || obsoletes > end ? found : withObsoletes(found, rest.toString('latin1', obsoletes, end)),
      );
      from = end + CLOSING.length;
    }
    backlog.drop(from);
    rest = backlog.bytes;
    expectElement(rest.length);
    isWhole = rest.includes('</metadata>') || (isWhole && rest.toString('latin1').trim() === '');
  }
  if (declared === undefined || (!isWhole && !/<metadata[^>]*\/>/.test(rest.toString('latin1'))))
    throw new Error('it is not a whole primary.xml');
  if (packages.length !== declared) throw new Error(`it declares ${declared} packages and holds ${packages.length}`);
  return packages;
}

/** One byte per character, so that the scan is fast; fields are decoded one by one. */
function parseBytes(bytes: Buffer, start: number, end: number): PrimaryPackage {
  const cut = bytes.indexOf(DEPENDENCIES, start);
  const head = cut === -1 || cut > end ? undefined : bytes.toString('latin1', start, cut);
  const usual = head === undefined ? undefined : parseUsual(head);
  if (usual !== undefined) return usual;
  // A comment may hold anything, and some tool may write the source's name last.
  const isEnough = head !== undefined && !head.includes('<!') && head.includes('</rpm:sourcerpm>');
  return parsePackage(isEnough ? head : bytes.toString('latin1', start, end));
}

/** Printable ASCII that stands for itself, in a text or an attribute. */
const PLAIN_TEXT = "[!-%'-;=?-~]";
const PLAIN_VALUE = "[!#-%'-;=?-~]";
/** A package as createrepo_c writes it, up to the last that is wanted: no other markup, and so no comment, is between. */
const USUAL = new RegExp(
  [
    '^<package type="rpm">',
    `<name>(${PLAIN_TEXT}+)</name>`,
    `<arch>(${PLAIN_TEXT}+)</arch>`,
    `<version epoch="(\\d{1,15})" ver="(${PLAIN_VALUE}+)" rel="(${PLAIN_VALUE}*)"/>`,
    `<checksum type="sha256" pkgid="YES">([0-9a-f]{64})</checksum>${textsOf('summary|description|packager|url')}`,
    '(?:<time file="\\d+" build="(\\d{1,15})"/>\\s*)?<size package="(\\d{1,15})"[^<>]*/>',
    `<location href="(${PLAIN_VALUE}+)"/>`,
    `<format>${textsOf('rpm:license|rpm:vendor|rpm:group|rpm:buildhost')}`,
    `<rpm:sourcerpm(?:/>|>(${PLAIN_TEXT}*)</rpm:sourcerpm>)`,
  ].join('\\s*'),
);

/** Space is before each of them, where it can be matched in one way only: else much of it would be tried in all ways. */
function textsOf(names: string): string {
  return `(?:\\s*<(?:${names})(?:/>|>[^<]*</(?:${names})>))*`;
}

/** The same as `parsePackage` in half of the time; undefined: it is written in another way. */
function parseUsual(head: string): PrimaryPackage | undefined {
  const found = USUAL.exec(head);
  if (found === null) return undefined;
  const [, name = '', arch = '', epoch, version = '', release = '', hex, built, size, href = '', sourcerpm = ''] =
    found;
  const fields = detach([name, arch, version, release, sourcerpm, href, `sha256:${hex}`]);
  return toPackage(fields, { epoch: Number(epoch), size: Number(size), built: Number(built), base: undefined });
}

function withObsoletes(found: PrimaryPackage, text: string): PrimaryPackage {
  const obsoletes = parseObsoletes(text);
  return obsoletes.length === 0 ? found : { ...found, entry: { ...found.entry, obsoletes } };
}

const OPERATORS: Readonly<Record<string, string>> = { LT: '<', LE: '<=', EQ: '=', GE: '>=', GT: '>' };

function parseObsoletes(text: string): readonly string[] {
  const section = rawTextOf(withoutMarkup(text), 'rpm:obsoletes') ?? '';
  return [...section.matchAll(/<rpm:entry\s[^>]*/g)].flatMap(([tag]) => {
    const name = rawAttributeIn(tag, 'name');
    if (name === undefined) return [];
    const operator = OPERATORS[rawAttributeIn(tag, 'flags') ?? ''];
    const [epoch = '0', release] = [rawAttributeIn(tag, 'epoch'), rawAttributeIn(tag, 'rel')];
    const version = `${epoch === '0' ? '' : `${epoch}:`}${rawAttributeIn(tag, 'ver') ?? ''}${release === undefined ? '' : `-${release}`}`;
    return [ownOne(operator === undefined ? name : `${name} ${operator} ${version}`)];
  });
}

function parseCount(text: string): number | undefined {
  const count = attributeOf(text, '<metadata', 'packages');
  return count === undefined ? undefined : toCount(count);
}

function parsePackage(raw: string): PrimaryPackage {
  const element = raw.includes('<!') ? withoutMarkup(raw) : raw;
  const name = rawTextOf(element, 'name');
  const arch = rawTextOf(element, 'arch');
  const version = tagOf(element, '<version');
  const location = tagOf(element, '<location');
  const href = location === undefined ? undefined : rawAttributeIn(location, 'href');
  const checksum = toChecksum(attributeOf(element, '<checksum', 'type'), rawTextOf(element, 'checksum'));
  const size = attributeOf(element, '<size', 'package');
  const built = Number(attributeOf(element, '<time', 'build') ?? NaN);
  const ver = version === undefined ? undefined : rawAttributeIn(version, 'ver');
  if (!name || !arch || version === undefined || !ver || location === undefined || !href || size === undefined) {
    throw new Error(`its package '${ownOne(name ?? '?')}' lacks a name, an arch, a version, a size or a location`);
  }
  if (checksum === undefined) throw new Error(`its package '${ownOne(name)}' lacks a known checksum`);
  const epoch = toCount(attributeIn(version, 'epoch') || '0');
  const bytes = toCount(size);
  if (epoch === undefined || bytes === undefined)
    throw new Error(`its package '${ownOne(name)}' has an epoch or a size that is no number`);
  const fields = own([
    name,
    arch,
    ver,
    rawAttributeIn(version, 'rel') ?? '',
    rawTextOf(element, 'rpm:sourcerpm') ?? '',
    href,
    formatChecksum(checksum),
  ]);
  if (fields === undefined) throw new Error(`its package '${cleanName(ownOne(name))}' holds a control character`);
  const base = rawAttributeIn(location, 'xml:base');
  return toPackage(fields, { epoch, size: bytes, built, base: base === undefined ? undefined : ownOne(base) });
}

interface PackageRest extends Pick<PackageEntry, 'epoch' | 'size'>, Pick<PrimaryPackage, 'base'> {
  /** NaN: it does not say. */
  readonly built: number;
}

function toPackage(fields: readonly string[], { epoch, size, built, base }: PackageRest): PrimaryPackage {
  const [name = '', arch = '', version = '', release = '', sourcerpm = '', location = '', pkgid = ''] = fields;
  const entry = { name, arch, epoch, version, release, pkgid, size, sourcerpm, location };
  return { entry: Number.isSafeInteger(built) ? { ...entry, built } : entry, base };
}

/**
 * Makes strings of their own: a slice would keep the whole chunk that it was cut from in memory. All of a package at
 * once, which is six times as fast.
 */
function detach(fields: readonly string[]): readonly string[] {
  return fields.join('\0').split('\0');
}

/** The same, decoded. Undefined where one holds a control character: digests are over lines of such words. */
function own(fields: readonly string[]): readonly string[] | undefined {
  const joined = fields.join('\0');
  const isPlain = PLAIN.test(joined);
  const decoded = (isPlain ? joined : ownOne(joined)).split('\0');
  const isWhole = decoded.length === fields.length && (isPlain || !decoded.some(hasControl));
  return isWhole ? decoded : undefined;
}

/** What is the same decoded or not, as nearly all of it is: printable ASCII without `&`, and what joins the fields. */
const PLAIN = /^[\0 -%'-~]*$/;

function ownOne(bytes: string): string {
  // Decoded first: an entity stands for a character, not for a byte.
  return unescapeXml(Buffer.from(bytes, 'latin1').toString('utf8'));
}

/** Comments go, CDATA becomes ordinary text: no tags may be found in either. */
function withoutMarkup(element: string): string {
  return element
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, (_, text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
}

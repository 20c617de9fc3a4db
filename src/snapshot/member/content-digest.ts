import { createHash, type Hash } from 'node:crypto';
import type { OtherFile, PackageEntry } from '../../contract/snapshot.ts';
import type { Checksum } from '../../contract/source.ts';
import { formatChecksum } from '../metadata/checksum.ts';
import type { RepomdEntry } from '../metadata/parse-repomd.ts';
import { signingKindOf } from './signing-kind.ts';

/**
 * What a repository offers besides packages (modules, groups, advisories), by the checksum of its uncompressed text.
 */
export interface ContentDocument {
  readonly type: string;
  readonly checksum: Checksum;
}

export interface MemberContent {
  readonly packages: readonly PackageEntry[];
  /** Default none. */
  readonly documents?: readonly ContentDocument[];
  /** Of these, keys and signatures count. Default none. */
  readonly others?: readonly OtherFile[];
}

/**
 * `sha256:…` over what a repository holds: packages, documents, signing keys and the signature of its metadata. Times,
 * order, compression and paths of packages do not count: two runs of createrepo_c over the same files give the same
 * digest; a changed byte in one of the files gives another.
 */
export function contentDigest({ packages, documents = [], others = [] }: MemberContent): string {
  const beside = [
    ...documents.map((document) => `${document.type}\t${formatChecksum(document.checksum)}`),
    ...others.flatMap(({ path, sha256 }) => {
      const kind = signingKindOf(path);
      return kind === undefined ? [] : [`${kind}\t${path}\tsha256:${sha256}`];
    }),
  ].sort();
  const hash = createHash('sha256');
  addLines(
    hash,
    beside.filter((line) => line < PACKAGE),
    String,
  );
  addLines(hash, packages.toSorted(comparePackages), lineOf);
  addLines(
    hash,
    beside.filter((line) => line >= PACKAGE),
    String,
  );
  return `sha256:${hash.digest('hex')}`;
}

/** What the line of a package begins with. */
const PACKAGE = 'rpm\t';

function lineOf({ name, arch, epoch, version, release, pkgid, size }: PackageEntry): string {
  return `${PACKAGE}${name}\t${arch}\t${epoch}\t${version}\t${release}\t${pkgid}\t${size}`;
}

/**
 * The order of their lines, without these: fifty thousand lines take as much memory as the packages. No field holds
 * anything that sorts before the tab that ends it.
 */
function comparePackages(a: PackageEntry, b: PackageEntry): number {
  return (
    compare(a.name, b.name) ||
    compare(a.arch, b.arch) ||
    compare(String(a.epoch), String(b.epoch)) ||
    compare(a.version, b.version) ||
    compare(a.release, b.release) ||
    compare(a.pkgid, b.pkgid) ||
    compare(String(a.size), String(b.size))
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Parts of repomd.xml that say something the packages do not; the others are derived from the packages. */
const DOCUMENT_TYPES: ReadonlySet<string> = new Set(['group', 'modules', 'updateinfo', 'productid']);

/** What a repository offers besides packages, of all that its repomd.xml names. */
export function listDocuments(entries: readonly RepomdEntry[]): readonly ContentDocument[] {
  return entries
    .filter(({ type }) => DOCUMENT_TYPES.has(type))
    .map(({ type, openChecksum, checksum }) => ({ type, checksum: openChecksum ?? checksum }));
}

/** `sha256:…` over names and content digests of a snapshot's members, in any order. */
export function snapshotDigest(members: readonly { readonly name: string; readonly contentDigest: string }[]): string {
  const lines = members.map((member) => `member\t${member.name}\t${member.contentDigest}`).sort();
  const hash = createHash('sha256');
  addLines(hash, lines, String);
  return `sha256:${hash.digest('hex')}`;
}

/** Lines hashed at once: one call each takes longer than the hashing, and all as one text much memory. */
const BATCH = 1_000;

function addLines<T>(hash: Hash, items: readonly T[], toLine: (item: T) => string): void {
  for (let from = 0; from < items.length; from += BATCH) {
    const lines = items.slice(from, from + BATCH).map(toLine);
    hash.update(`${lines.join('\n')}\n`);
  }
}

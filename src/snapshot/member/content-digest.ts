import { createHash } from 'node:crypto';
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
  const lines = [
    ...packages.map((p) => `rpm\t${p.name}\t${p.arch}\t${p.epoch}\t${p.version}\t${p.release}\t${p.pkgid}\t${p.size}`),
    ...documents.map((document) => `${document.type}\t${formatChecksum(document.checksum)}`),
    ...others.flatMap(({ path, sha256 }) => {
      const kind = signingKindOf(path);
      return kind === undefined ? [] : [`${kind}\t${path}\tsha256:${sha256}`];
    }),
  ];
  return digestLines(lines);
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
  return digestLines(members.map((member) => `member\t${member.name}\t${member.contentDigest}`));
}

/** Lines hashed at once: one call each takes longer than the hashing, and all as one text much memory. */
const BATCH = 1_000;

function digestLines(lines: string[]): string {
  const hash = createHash('sha256');
  lines.sort();
  for (let from = 0; from < lines.length; from += BATCH) hash.update(`${lines.slice(from, from + BATCH).join('\n')}\n`);
  return `sha256:${hash.digest('hex')}`;
}

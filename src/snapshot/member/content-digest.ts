import { createHash } from 'node:crypto';
import type { PackageEntry } from '../../contract/snapshot.ts';
import type { Checksum } from '../../contract/source.ts';
import { formatChecksum } from '../metadata/checksum.ts';
import type { RepomdEntry } from '../metadata/parse-repomd.ts';

/**
 * What a repository offers besides packages (modules, groups, advisories), by the checksum of its uncompressed text.
 */
export interface ContentDocument {
  readonly type: string;
  readonly checksum: Checksum;
}

/**
 * `sha256:…` over what a repository holds. Times, order, compression and paths do not count: two runs of createrepo_c
 * over the same files give the same digest; a changed byte in one of the files gives another.
 */
export function contentDigest(packages: readonly PackageEntry[], documents: readonly ContentDocument[] = []): string {
  const lines = [
    ...packages.map((p) => ['rpm', p.name, p.arch, p.epoch, p.version, p.release, p.pkgid, p.size].join('\t')),
    ...documents.map((document) => `${document.type}\t${formatChecksum(document.checksum)}`),
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

function digestLines(lines: string[]): string {
  const hash = createHash('sha256');
  for (const line of lines.sort()) hash.update(`${line}\n`);
  return `sha256:${hash.digest('hex')}`;
}

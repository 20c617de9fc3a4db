import { createHash } from 'node:crypto';
import { endAll } from '../../base/wait/end-all.ts';
import type { ContentItem, OtherFile } from '../../contract/snapshot.ts';
import { REPOMD, type Pool, type Source, type SourceMember } from '../../contract/source.ts';
import { openMetadata } from '../metadata/open-metadata.ts';
import { parseRepomd } from '../metadata/parse-repomd.ts';
import { readItems } from '../metadata/read-items.ts';
import { readPrimary, type PrimaryPackage } from '../metadata/read-primary.ts';
import { LAYOUT } from '../root/snapshot-layout.ts';
import { listDocuments, type ContentDocument } from './content-digest.ts';
import { expectInside } from './expect-inside.ts';
import { type Places, placeFiles } from './place-files.ts';
import { readOthers } from './read-others.ts';
import { explainFile } from './explain-file.ts';
import { metadataError } from './source-error.ts';

/** What a source offers at one moment: its metadata is in the pool, its packages are named but not looked at yet. */
export interface MemberReading {
  readonly name: string;
  readonly member: SourceMember;
  readonly metadataDigest: string;
  /** Path of each metadata file → its sha256 in the pool. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly packages: readonly PrimaryPackage[];
  /** Where these and the metadata lie. */
  readonly places: Places;
  readonly documents: readonly ContentDocument[];
  readonly items: readonly ContentItem[];
  /** Files that no metadata names, in the pool like the metadata. */
  readonly others: readonly OtherFile[];
}

export interface ReadContext {
  /** Snapshot root, its folders made. */
  readonly root: string;
  readonly source: Source;
  readonly signal: AbortSignal;
  readonly pool: Pool;
}

/**
 * Reads a member's metadata, verifies each file against repomd.xml and brings it into the pool.
 * Throws `SNAPSHOT_SOURCE` naming what is missing or wrong.
 */
export async function readMember(name: string, { root, source, signal, pool }: ReadContext): Promise<MemberReading> {
  const member = await source.open(name, { pool, notes: LAYOUT.notes(root) }, { signal });
  const { title, repomd } = member;
  const explain = <T>(file: string, work: () => T | Promise<T>): Promise<T> =>
    explainFile({ title, file, signal }, work);
  const entries = await explain(REPOMD, () => parseRepomd(Buffer.from(repomd).toString('utf8')));
  const metadata = new Map([[REPOMD, (await pool.addBytes(repomd)).sha256]]);
  for (const { type, location, checksum, size } of entries) {
    expectInside(title, location);
    if (metadata.has(location)) throw metadataError(`'${title}/${REPOMD}' names '${location}' twice, also as ${type}`);
    const pooled = await explain(location, () => member.add({ path: location, checksum, size }));
    metadata.set(location, pooled.sha256);
  }
  const primary = entries.find((entry) => entry.type === 'primary');
  const sha256 = primary && metadata.get(primary.location);
  if (primary === undefined || sha256 === undefined)
    throw metadataError(`'${title}/${REPOMD}' names no primary metadata`);
  // Listed by another thread while this one reads.
  const [packages, paths] = await endAll([
    explain(primary.location, () => readPrimary(openMetadata(LAYOUT.pooled(root, sha256), primary.location, signal))),
    member.others(),
  ]);
  for (const one of packages) expectHere(title, one);
  const places = placeFiles(title, { packages, metadata: metadata.keys() });
  const documents = listDocuments(entries);
  const pooledAt = (location: string): string => LAYOUT.pooled(root, metadata.get(location) ?? '');
  const items = await explain('modules, groups and advisories', () =>
    readItems(entries, (location) => openMetadata(pooledAt(location), location, signal)),
  );
  const others = await readOthers(member, { paths, isTaken: (path) => places.has(path), signal });
  const metadataDigest = `sha256:${createHash('sha256').update(repomd).digest('hex')}`;
  return { name, member, metadataDigest, metadata, packages, places, documents, items, others };
}

function expectHere(title: string, { entry: { location }, base }: PrimaryPackage): void {
  expectInside(title, location);
  if (base === undefined) return;
  throw metadataError(
    `The metadata of '${title}' sends clients to '${base}' for '${location}', so it cannot be kept`,
    "Have its metadata made without a base (createrepo_c without '--baseurl'), or leave that repository out.",
  );
}

import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBytes } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import type { MemberManifest, PackageEntry } from '../../contract/snapshot.ts';
import { REPOMD } from '../../contract/source.ts';
import { contentDigest, listDocuments } from '../member/content-digest.ts';
import { signingKindOf } from '../member/signing-kind.ts';
import { openMetadata } from '../metadata/open-metadata.ts';
import { parseRepomd } from '../metadata/parse-repomd.ts';
import { readPrimary } from '../metadata/read-primary.ts';
import { LAYOUT } from '../root/snapshot-layout.ts';
import type { AddedPackage, MemberChange } from './change-plan.ts';
import type { GatheredMember } from './derived-source.ts';
import { placePackages } from './place-packages.ts';
import { writeRepodata } from './write-repodata.ts';

export interface GatherPlace {
  readonly root: string;
  /** Id of the parent. */
  readonly id: string;
  /** Absolute path of a folder for new metadata. */
  readonly work: string;
  /** Absolute path of the repository of packages that came as files. */
  readonly overlay: string;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** A member as it will be: its files, and its manifest. */
export interface DerivedMember {
  readonly gathered: GatheredMember;
  readonly manifest: MemberManifest;
  /** Absolute path of a folder with its metadata. */
  readonly directory: string;
  /** Bytes of metadata that the parent does not have. */
  readonly bytes: number;
  /** Whether a signature was left out that the parent has: the metadata is another. */
  readonly isUnsigned: boolean;
}

/** A member of the parent with a change, or as it is. Throws an `Error` with one sentence where the parent is damaged. */
export async function gatherMember(
  parent: MemberManifest,
  change: MemberChange | undefined,
  place: GatherPlace,
): Promise<DerivedMember> {
  return change === undefined ? await gatherSame(parent, place) : await gatherChanged(parent, change, place);
}

async function gatherSame(manifest: MemberManifest, { root, id }: GatherPlace): Promise<DerivedMember> {
  const directory = LAYOUT.member(root, id, manifest.name);
  const repomd = await readBytes(join(directory, REPOMD), MOST_BYTES.record);
  const gathered: GatheredMember = {
    name: manifest.name,
    title: directory,
    repomd,
    locate: (path) => `${directory}/${path}`,
    others: manifest.others ?? [],
  };
  return { gathered, manifest, directory, bytes: 0, isUnsigned: false };
}

async function gatherChanged(parent: MemberManifest, change: MemberChange, place: GatherPlace): Promise<DerivedMember> {
  const { root, id, work, now, signal } = place;
  const { name, packages } = parent;
  const parentDirectory = LAYOUT.member(root, id, name);
  const directory = join(work, name);
  const kept = packages.filter(({ pkgid }) => !change.dropped.has(pkgid));
  const places = placePackages(kept, change.added);
  const origins = new Map(change.added.map((one) => [one.entry.pkgid, originOf(one, place)]));
  const written = { parent, change, places, parentDirectory, origins, directory, now, signal };
  const files = new Map(await writeRepodata(written));
  const own = [...files.values()].filter((path) => path.startsWith(`${directory}/`));
  for (const { entry } of change.added)
    files.set(places.get(entry.pkgid) ?? entry.location, join(origins.get(entry.pkgid) ?? '', entry.location));
  const all = parent.others ?? [];
  const others = all.filter(({ path }) => signingKindOf(path) !== 'signature');
  const repomd = await readFile(join(directory, REPOMD));
  const gathered: GatheredMember = {
    name,
    title: parentDirectory,
    repomd,
    locate: (path) => files.get(path) ?? `${parentDirectory}/${path}`,
    others,
  };
  const entries = parseRepomd(repomd.toString('utf8'));
  const found = await readNew(gathered, signal);
  expectAsPlanned(parent, [...kept, ...change.added.map(({ entry }) => entry)], found);
  const manifest = {
    ...parent,
    metadataDigest: `sha256:${createHash('sha256').update(repomd).digest('hex')}`,
    contentDigest: contentDigest({ packages: found, documents: listDocuments(entries), others }),
    packages: found,
  };
  const bytes = own.reduce((sum, path) => sum + statSync(path).size, 0);
  const isUnsigned = others.length < all.length;
  return { gathered, manifest: withOthers(manifest, others), directory, bytes, isUnsigned };
}

/** No source has it so: whatever the parent was taken from is not this. */
function withOthers(
  { others: _others, origin: _origin, ...manifest }: MemberManifest,
  others: NonNullable<MemberManifest['others']>,
) {
  const { packages, ...head } = manifest;
  return { ...head, ...(others.length === 0 ? {} : { others }), packages };
}

function originOf({ origin }: AddedPackage, { root, overlay }: GatherPlace): string {
  return origin.kind === 'file' ? overlay : LAYOUT.member(root, origin.id, origin.member);
}

async function readNew({ repomd, locate }: GatheredMember, signal: AbortSignal): Promise<readonly PackageEntry[]> {
  const primary = parseRepomd(Buffer.from(repomd).toString('utf8')).find(({ type }) => type === 'primary');
  if (primary === undefined) throw new Error('it has no primary metadata');
  const packages = await readPrimary(openMetadata(locate(primary.location), primary.location, signal));
  return packages.map(({ entry }) => entry);
}

/** What was cut and joined as text must be what was meant. */
function expectAsPlanned(
  { name }: MemberManifest,
  planned: readonly PackageEntry[],
  found: readonly PackageEntry[],
): void {
  const ids = (entries: readonly PackageEntry[]): string =>
    entries
      .map(({ pkgid }) => pkgid)
      .sort()
      .join('\n');
  if (ids(planned) !== ids(found)) throw new Error(`the metadata of '${name}' cannot be taken apart`);
}

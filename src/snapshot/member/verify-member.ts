import { createHash } from 'node:crypto';
import { lstatSync, type Stats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readBytes } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { setImmediate as breathe } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { MemberManifest } from '../../contract/snapshot.ts';
import { type Checksum, REPOMD } from '../../contract/source.ts';
import { formatChecksum, parseChecksum } from '../metadata/checksum.ts';
import { openMetadata } from '../metadata/open-metadata.ts';
import { parseRepomd, type RepomdEntry } from '../metadata/parse-repomd.ts';
import { readItems } from '../metadata/read-items.ts';
import { readPrimary, type PrimaryPackage } from '../metadata/read-primary.ts';
import { digestFile } from '../pool/digest-file.ts';
import type { HashedFiles } from '../pool/hashed-files.ts';
import { contentDigest, listDocuments } from './content-digest.ts';

export interface VerifyMember {
  readonly hashed: HashedFiles;
  /** Read every package. */
  readonly isFull: boolean;
  readonly signal: AbortSignal;
  readonly fail: (what: string, cause?: unknown) => never;
}

/** Packages between two checks of the signal, about 10 ms. */
const BATCH = 500;

/**
 * Checks one repository of a snapshot against the manifest and against itself: what clients are told is in its metadata,
 * so that must say what the manifest says, and be true.
 */
export async function verifyMember(member: MemberManifest, directory: string, context: VerifyMember): Promise<void> {
  const { fail, signal } = context;
  const repomd = await readBytes(join(directory, REPOMD), MOST_BYTES.record).catch((error: unknown) =>
    fail(`'${REPOMD}' cannot be read`, error),
  );
  if (`sha256:${createHash('sha256').update(repomd).digest('hex')}` !== member.metadataDigest)
    fail(`'${REPOMD}' was changed`);
  const entries = parse(fail, () => parseRepomd(repomd.toString('utf8')));
  for (const entry of entries) await verifyFile(directory, entry, { ...context, isFull: true });
  const packages = await readPackages(directory, entries, context);
  expectSaid(member, entries, packages, fail);
  const items = await readItems(entries, (location) => openMetadata(join(directory, location), location, signal)).catch(
    (error: unknown) => fail('its modules, groups or advisories cannot be read', error),
  );
  if (!isDeepStrictEqual(items, member.items ?? [])) fail('the metadata has other modules, groups or advisories');
  const others = (member.others ?? []).map(({ path, sha256 }): Expected => ({
    location: path,
    checksum: { type: 'sha256', hex: sha256 },
    size: undefined,
  }));
  const files = packages.map(({ entry: { location, size, pkgid } }): Expected => ({
    location,
    size,
    checksum: parseChecksum(pkgid) ?? fail(`'${location}' has no known checksum`),
  }));
  for (const [index, file] of [...files, ...others].entries()) {
    if (index % BATCH === 0) await breathe();
    signal.throwIfAborted();
    await verifyFile(directory, file, context);
  }
  const known = new Set([REPOMD, ...[...entries, ...files, ...others].map(({ location }) => location)]);
  const stranger = await findStranger(directory, known);
  if (stranger !== undefined) fail(`it holds '${stranger}', which was not taken with it`);
}

/** The metadata says what the manifest says, and that is what the evidence is bound to. */
function expectSaid(
  { packages, others = [], contentDigest: digest }: MemberManifest,
  entries: readonly RepomdEntry[],
  found: readonly PrimaryPackage[],
  fail: VerifyMember['fail'],
): void {
  const said = found.map(({ entry }) => entry);
  if (contentDigest({ packages: said, documents: listDocuments(entries), others }) !== digest)
    fail('the metadata says something else than its digest');
  if (!isDeepStrictEqual(said, packages)) fail('the metadata names other packages than the manifest');
}

async function readPackages(
  directory: string,
  entries: readonly RepomdEntry[],
  { fail, signal }: VerifyMember,
): Promise<readonly PrimaryPackage[]> {
  const location = entries.find(({ type }) => type === 'primary')?.location ?? fail('it has no primary metadata');
  try {
    return await readPrimary(openMetadata(join(directory, location), location, signal));
  } catch (error) {
    signal.throwIfAborted();
    return fail(`'${location}' cannot be read`, error);
  }
}

interface Expected {
  readonly location: string;
  readonly checksum: Checksum;
  readonly size: number | undefined;
}

async function verifyFile(
  directory: string,
  { location, checksum, size }: Expected,
  { hashed, isFull, signal, fail }: VerifyMember,
): Promise<void> {
  const path = join(directory, location);
  const stats = lstatSync(path, { throwIfNoEntry: false }) ?? fail(`'${location}' is missing`);
  if (!stats.isFile()) fail(`'${location}' is no file`);
  if (size !== undefined && stats.size !== size) fail(`'${location}' has ${stats.size} bytes instead of ${size}`);
  if (!isFull && isKnown(stats, checksum, hashed)) return;
  const digests = await digestFile(path, checksum, signal);
  if ((digests.also ?? `sha256:${digests.sha256}`) !== formatChecksum(checksum)) fail(`'${location}' was changed`);
  hashed.note(stats, digests);
}

function isKnown(stats: Stats, checksum: Checksum, hashed: HashedFiles): boolean {
  const known = hashed.known(stats);
  if (known === undefined) return false;
  return (checksum.type === 'sha256' ? `sha256:${known.sha256}` : known.also) === formatChecksum(checksum);
}

async function findStranger(directory: string, known: ReadonlySet<string>): Promise<string | undefined> {
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(join(directory, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else if (!known.has(path)) return path;
    }
  }
  return undefined;
}

function parse<T>(fail: VerifyMember['fail'], work: () => T): T {
  try {
    return work();
  } catch (error) {
    return fail(`'${REPOMD}' cannot be read`, error);
  }
}

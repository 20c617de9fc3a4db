import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { SalternError } from '../contract/errors.ts';
import type { ContentDocument } from './content-digest.ts';
import { openMetadata } from './open-metadata.ts';
import type { RepomdEntry } from './parse-repomd.ts';
import { parseRepomd } from './parse-repomd.ts';
import { addBytesToPool, addToPool, WrongContent } from './pool.ts';
import type { PrimaryPackage } from './read-primary.ts';
import { readPrimary } from './read-primary.ts';
import { LAYOUT } from './snapshot-layout.ts';

/** What a mirror offers at one moment: its metadata is in the pool, its packages are named but not looked at yet. */
export interface MemberReading {
  readonly name: string;
  /** Absolute, symbolic links resolved: a `-latest` that is turned elsewhere meanwhile does not mix two mirrors. */
  readonly source: string;
  readonly metadataDigest: string;
  /** Path of each metadata file → its sha256 in the pool. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly packages: readonly PrimaryPackage[];
  readonly documents: readonly ContentDocument[];
}

/** Parts of repomd.xml that say something the packages do not; the others are derived from the packages. */
const DOCUMENT_TYPES: ReadonlySet<string> = new Set(['group', 'modules', 'updateinfo', 'productid']);
export const REPOMD = 'repodata/repomd.xml';

/** `sha256:…` of the repomd.xml a mirror serves now. Throws `SNAPSHOT_SOURCE` when it has none. */
export async function readMetadataDigest(root: string, member: string): Promise<string> {
  return digestOf(await readRepomd(LAYOUT.mirror(root, member)));
}

/**
 * Reads a mirror's metadata, verifies each file against repomd.xml and brings it into the pool.
 * Throws `SNAPSHOT_SOURCE` naming what is missing or wrong.
 */
export async function readMember(root: string, member: string, signal: AbortSignal): Promise<MemberReading> {
  const mirror = LAYOUT.mirror(root, member);
  const repomd = await readRepomd(mirror);
  const source = await realpath(mirror);
  const entries = explain(mirror, REPOMD, () => parseRepomd(repomd.toString('utf8')));
  const metadata = new Map([[REPOMD, await addBytesToPool(root, repomd)]]);
  for (const entry of entries) {
    assertInside(mirror, entry.location);
    metadata.set(entry.location, await addMetadata(root, source, mirror, entry, signal));
  }
  const primary = entries.find((entry) => entry.type === 'primary');
  const sha256 = primary && metadata.get(primary.location);
  if (primary === undefined || sha256 === undefined)
    throw sourceError(`'${mirror}/${REPOMD}' names no primary metadata`);
  const packages = await explainAsync(mirror, primary.location, signal, () =>
    readPrimary(openMetadata(LAYOUT.pooled(root, sha256), primary.location, signal)),
  );
  for (const { location, base } of packages) {
    assertInside(mirror, location);
    if (base !== undefined)
      throw sourceError(
        `The metadata of '${mirror}' sends clients to '${base}' for '${location}', so it cannot be kept`,
      );
  }
  const documents = entries
    .filter((entry) => DOCUMENT_TYPES.has(entry.type))
    .map((entry) => ({ type: entry.type, checksum: entry.openChecksum ?? entry.checksum }));
  return { name: member, source, metadataDigest: digestOf(repomd), metadata, packages, documents };
}

async function readRepomd(mirror: string): Promise<Buffer> {
  try {
    return await readFile(join(mirror, REPOMD));
  } catch (error) {
    throw new SalternError('SNAPSHOT_SOURCE', `'${mirror}' is not a repository: it has no '${REPOMD}'`, {
      hint: 'A member NAME of a snapshot is taken from NAME-latest/ in the snapshot root, as createrepo_c or reposync leaves it.',
      cause: error,
    });
  }
}

async function addMetadata(
  root: string,
  source: string,
  mirror: string,
  entry: RepomdEntry,
  signal: AbortSignal,
): Promise<string> {
  return explainAsync(mirror, entry.location, signal, async () => {
    const { sha256 } = await addToPool(root, join(source, entry.location), entry.checksum, signal);
    return sha256;
  });
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function assertInside(mirror: string, location: string): void {
  if (/^(?:[^/]+\/)*[^/]+$/.test(location) && !location.split('/').some((part) => part === '..' || part === '.'))
    return;
  throw sourceError(`The metadata of '${mirror}' names '${location}', which is not a path inside the repository`);
}

function explain<T>(mirror: string, file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw wrap(mirror, file, error);
  }
}

async function explainAsync<T>(mirror: string, file: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    throw wrap(mirror, file, error);
  }
}

function wrap(mirror: string, file: string, error: unknown): unknown {
  if (error instanceof SalternError || !(error instanceof Error)) return error;
  if (error instanceof WrongContent) return sourceError(`'${mirror}/${file}' is damaged: ${error.message}`, error);
  if (!('code' in error)) return sourceError(`'${mirror}/${file}' cannot be read: ${error.message}`, error);
  if (error.code === 'ENOENT') return sourceError(`'${mirror}' lacks '${file}', which its metadata names`, error);
  // Trouble of zlib's own: a file that ends early or is something else.
  if (String(error.code).startsWith('Z_') || String(error.code).startsWith('ZSTD_')) {
    return sourceError(`'${mirror}/${file}' cannot be unpacked: ${error.message}`, error);
  }
  return error;
}

/** `SNAPSHOT_SOURCE` with the hint that fits a mirror that is not whole. */
export function sourceError(message: string, cause?: unknown, details: readonly string[] = []): SalternError {
  return new SalternError('SNAPSHOT_SOURCE', message, {
    hint: 'Let the mirror tool finish (or run it again), then take the snapshot.',
    cause,
    details,
  });
}

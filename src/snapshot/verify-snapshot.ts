import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SnapshotManifest } from '../contract/snapshot.ts';
import { snapshotDigest } from './content-digest.ts';
import { damaged } from './damaged.ts';
import { openMetadata } from './open-metadata.ts';
import type { RepomdEntry } from './parse-repomd.ts';
import { parseRepomd } from './parse-repomd.ts';
import { digestFile } from './pool.ts';
import { REPOMD } from './read-member.ts';
import { readPrimary } from './read-primary.ts';
import { readSnapshot } from './read-snapshot.ts';
import { LAYOUT } from './snapshot-layout.ts';

export interface VerifySnapshotOptions {
  readonly signal: AbortSignal;
  /**
   * `metadata` (default): every metadata file has its digest, every digest of the manifest fits. `packages`: every
   * package is there with its bytes too, which reads all of them.
   */
  readonly depth?: 'metadata' | 'packages';
}

/** Checks that a snapshot is what its manifest says. Throws `SNAPSHOT_DAMAGED` naming what is not, `SNAPSHOT_NOT_FOUND`. */
export async function verifySnapshot(
  root: string,
  reference: string,
  options: VerifySnapshotOptions,
): Promise<SnapshotManifest> {
  const manifest = await readSnapshot(root, reference);
  if (snapshotDigest(manifest.members) !== manifest.digest)
    throw damaged(root, manifest.id, 'its digest does not fit its members');
  for (const { name, metadataDigest } of manifest.members) {
    const directory = LAYOUT.member(root, manifest.id, name);
    const fail = (what: string, cause?: unknown): never => {
      throw damaged(root, manifest.id, `in '${name}', ${what}`, cause);
    };
    const repomd = await readFile(join(directory, REPOMD)).catch((error: unknown) =>
      fail(`'${REPOMD}' cannot be read`, error),
    );
    if (`sha256:${createHash('sha256').update(repomd).digest('hex')}` !== metadataDigest)
      fail(`'${REPOMD}' was changed`);
    const entries = parseRepomd(repomd.toString('utf8'));
    for (const entry of entries) await verifyFile(directory, entry, options.signal, fail);
    const primary = entries.find(({ type }) => type === 'primary');
    if (options.depth === 'packages' && primary !== undefined)
      await verifyPackages(directory, primary.location, options.signal, fail);
  }
  return manifest;
}

async function verifyPackages(directory: string, primary: string, signal: AbortSignal, fail: Fail): Promise<void> {
  for (const { location, checksum, entry } of await readPrimary(
    openMetadata(join(directory, primary), primary, signal),
  )) {
    await verifyFile(directory, { location, checksum, size: entry.size }, signal, fail);
  }
}

type Fail = (what: string, cause?: unknown) => never;
type Expected = Pick<RepomdEntry, 'location' | 'checksum' | 'size'>;

async function verifyFile(
  directory: string,
  { location, checksum, size }: Expected,
  signal: AbortSignal,
  fail: Fail,
): Promise<void> {
  signal.throwIfAborted();
  const path = join(directory, location);
  const stats = await stat(path).catch((error: unknown) => fail(`'${location}' is missing`, error));
  if (size !== undefined && stats.size !== size) fail(`'${location}' has ${stats.size} bytes instead of ${size}`);
  const { sha256, also } = await digestFile(path, checksum, signal);
  if ((also ?? `sha256:${sha256}`) !== `${checksum.type}:${checksum.hex}`) fail(`'${location}' was changed`);
}

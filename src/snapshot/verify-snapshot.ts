import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readBytes } from '../base/files/read-regular.ts';
import { MOST_BYTES } from '../base/files/size-limits.ts';
import type { SnapshotManifest } from '../contract/snapshot.ts';
import { REPOMD } from '../contract/source.ts';
import { snapshotDigest } from './member/content-digest.ts';
import { formatChecksum, readPkgid } from './metadata/checksum.ts';
import { parseRepomd, type RepomdEntry } from './metadata/parse-repomd.ts';
import { digestFile } from './pool/digest-file.ts';
import { damaged } from './root/damaged.ts';
import { readSnapshot } from './root/read-snapshot.ts';
import { LAYOUT } from './root/snapshot-layout.ts';

export interface VerifySnapshotOptions {
  readonly signal: AbortSignal;
  /**
   * `metadata` (default): every metadata file has its checksum, and the manifest's digests match. `packages`: also
   * every package is there with its checksum, which reads all of them.
   */
  readonly depth?: 'metadata' | 'packages';
}

/**
 * Checks that a snapshot is what its manifest says. Throws `SNAPSHOT_DAMAGED` naming what is not, `SNAPSHOT_NOT_FOUND`.
 */
export async function verifySnapshot(
  root: string,
  reference: string,
  options: VerifySnapshotOptions,
): Promise<SnapshotManifest> {
  const manifest = await readSnapshot(root, reference);
  if (snapshotDigest(manifest.members) !== manifest.digest)
    throw damaged(root, manifest.id, 'its digest does not match its members');
  for (const { name, metadataDigest, packages } of manifest.members) {
    const directory = LAYOUT.member(root, manifest.id, name);
    const fail = (what: string, cause?: unknown): never => {
      throw damaged(root, manifest.id, `in '${name}', ${what}`, cause);
    };
    const repomd = await readBytes(join(directory, REPOMD), MOST_BYTES.record).catch((error: unknown) =>
      fail(`'${REPOMD}' cannot be read`, error),
    );
    if (`sha256:${createHash('sha256').update(repomd).digest('hex')}` !== metadataDigest)
      fail(`'${REPOMD}' was changed`);
    const entries = parseRepomd(repomd.toString('utf8'));
    for (const entry of entries) await verifyFile(directory, entry, options.signal, fail);
    if (options.depth !== 'packages') continue;
    for (const { location, size, pkgid } of packages) {
      const checksum = readPkgid(pkgid) ?? fail(`'${location}' has no known checksum`);
      await verifyFile(directory, { location, checksum, size }, options.signal, fail);
    }
  }
  return manifest;
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
  if ((also ?? `sha256:${sha256}`) !== formatChecksum(checksum)) fail(`'${location}' was changed`);
}

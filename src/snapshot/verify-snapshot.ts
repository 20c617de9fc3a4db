import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { SnapshotManifest, VerifyDepth } from '../contract/snapshot.ts';
import { snapshotDigest } from './member/content-digest.ts';
import { verifyMember } from './member/verify-member.ts';
import { openHashedFiles } from './pool/hashed-files.ts';
import { damaged } from './root/damaged.ts';
import { readSnapshot } from './root/read-snapshot.ts';
import { readSummary } from './root/read-summary.ts';
import { LAYOUT } from './root/snapshot-layout.ts';
import { summarize } from './root/write-manifest.ts';

export interface VerifySnapshotOptions {
  readonly signal: AbortSignal;
  /** Default `changed`. */
  readonly depth?: VerifyDepth;
}

/**
 * Checks that a snapshot is what its manifest says: its summary, the metadata's bytes, the digests that follow from what the metadata
 * says, each package by presence and size, its bytes where it was touched since they were read, and that nothing else is
 * there. The caller holds the root's lock. Throws `SNAPSHOT_DAMAGED` naming what is not, `SNAPSHOT_NOT_FOUND`.
 */
export async function verifySnapshot(
  root: string,
  reference: string,
  { signal, depth = 'changed' }: VerifySnapshotOptions,
): Promise<SnapshotManifest> {
  const manifest = await readSnapshot(root, reference);
  const { id, members } = manifest;
  const fail = (what: string, cause?: unknown): never => {
    throw damaged(root, id, what, cause);
  };
  if (snapshotDigest(members) !== manifest.digest) fail('its digest does not match its members');
  await expectFolders(LAYOUT.snapshot(root, id), manifest, fail);
  const hashed = await openHashedFiles(root);
  for (const member of members) {
    const failIn = (what: string, cause?: unknown): never => fail(`in '${member.name}', ${what}`, cause);
    const directory = LAYOUT.member(root, id, member.name);
    await verifyMember(member, directory, { hashed, isFull: depth === 'full', signal, fail: failIn });
  }
  // Lists, channels and results go by the summary.
  const summary = readSummary(root, id);
  if (summary === undefined) fail('its summary.json cannot be read');
  if (!isDeepStrictEqual(summary, summarize(manifest))) fail('its summary.json says something else than its manifest');
  await hashed.save();
  return manifest;
}

/** The snapshot's own folder: its members, as folders of its own, and nothing that nobody wrote down. */
async function expectFolders(directory: string, { members }: SnapshotManifest, fail: Fail): Promise<void> {
  for (const path of [directory, ...members.map(({ name }) => join(directory, name))]) {
    const stats = await lstat(path).catch((error: unknown) => fail(`'${path}' is missing`, error));
    if (!stats.isDirectory()) fail(`'${path}' is no folder`);
  }
  const known = new Set(['manifest.json', 'summary.json', ...members.map(({ name }) => name)]);
  const stranger = (await readdir(directory)).find((name) => !known.has(name));
  if (stranger !== undefined) fail(`it holds '${stranger}', which was not taken`);
}

type Fail = (what: string, cause?: unknown) => never;

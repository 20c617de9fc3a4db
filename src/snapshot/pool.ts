import { constants } from 'node:fs';
import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Checksum } from './checksum.ts';
import { LAYOUT } from './snapshot-layout.ts';

/** Digest of a file, and of the other kind that was asked for. */
export interface PooledFile {
  readonly sha256: string;
  readonly also: string | undefined;
}

const LARGEST_READ = 1 << 20;

/** A file that is not what the metadata says; nothing was put into the pool. */
export class WrongContent extends Error {
  override readonly name = 'WrongContent';
}

/**
 * Brings the bytes of `source` into the pool under their sha256, unless they are there. The pool's own copy is what is
 * hashed: a mirror tool that writes into its file while we read cannot put other bytes under the digest. Nothing is
 * named by a digest before it is on disk. Throws `WrongContent` when the bytes are not those expected.
 */
export async function addToPool(
  root: string,
  source: string,
  expected: Checksum | undefined,
  signal: AbortSignal,
): Promise<PooledFile> {
  if (expected?.type === 'sha256' && (await exists(LAYOUT.pooled(root, expected.hex)))) {
    return check(await digestFile(source, expected, signal), expected);
  }
  const temporary = join(LAYOUT.poolTemporary(root), crypto.randomUUID());
  try {
    await copyFile(source, temporary, constants.COPYFILE_FICLONE);
    const digests = check(await digestFile(temporary, expected, signal), expected);
    await settle(root, temporary, digests.sha256);
    return digests;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Puts bytes that were read already into the pool. */
export async function addBytesToPool(root: string, bytes: Uint8Array): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (await exists(LAYOUT.pooled(root, sha256))) return sha256;
  const temporary = join(LAYOUT.poolTemporary(root), crypto.randomUUID());
  await writeFile(temporary, bytes);
  await settle(root, temporary, sha256);
  return sha256;
}

/** sha256 of a file's bytes, and the other kind where `expected` is of one. */
export async function digestFile(
  file: string,
  expected: Checksum | undefined,
  signal: AbortSignal,
): Promise<PooledFile> {
  const sha256 = createHash('sha256');
  const other = expected === undefined || expected.type === 'sha256' ? undefined : createHash(expected.type);
  await using handle = await open(file, 'r');
  const { size } = await handle.stat();
  // Read by hand: most RPMs are small, and a stream each costs more than hashing them.
  const buffer = Buffer.allocUnsafe(Math.min(size + 1, LARGEST_READ));
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, buffer.length);
    if (bytesRead === 0) break;
    const bytes = buffer.subarray(0, bytesRead);
    sha256.update(bytes);
    other?.update(bytes);
  }
  return {
    sha256: sha256.digest('hex'),
    also: other === undefined || expected === undefined ? undefined : `${expected.type}:${other.digest('hex')}`,
  };
}

function check(found: PooledFile, expected: Checksum | undefined): PooledFile {
  if (expected === undefined) return found;
  const text = found.also ?? `sha256:${found.sha256}`;
  if (text !== `${expected.type}:${expected.hex}`) {
    throw new WrongContent(
      `its ${expected.type} is ${text.slice(expected.type.length + 1)}, the metadata says ${expected.hex}`,
    );
  }
  return found;
}

/** Makes the file read-only, forces it to disk and names it by its digest. */
async function settle(root: string, temporary: string, sha256: string): Promise<void> {
  const target = LAYOUT.pooled(root, sha256);
  await mkdir(dirname(target), { recursive: true });
  await chmod(temporary, 0o444);
  await syncToDisk(temporary);
  await rename(temporary, target);
}

/** Milliseconds, by the clock that stamps files there: a file server's differs from ours. */
export async function readDiskClock(root: string): Promise<number> {
  const temporary = join(LAYOUT.poolTemporary(root), crypto.randomUUID());
  await writeFile(temporary, '');
  const { ctimeMs } = await stat(temporary);
  await rm(temporary);
  return ctimeMs;
}

/** fsync of a file or folder. */
export async function syncToDisk(path: string): Promise<void> {
  await using handle = await open(path, 'r');
  await handle.sync();
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

import { createHash, hash } from 'node:crypto';
import { openRegular } from '../../base/files/open-regular.ts';
import type { Checksum, PooledFile } from '../../contract/source.ts';

const LARGEST_READ = 1 << 20;

/** sha256 of a file's bytes, and also the kind that `expected` is of, if another. Throws the signal's reason. */
export async function digestFile(
  file: string,
  expected: Checksum | undefined,
  signal: AbortSignal,
): Promise<PooledFile> {
  const sha256 = createHash('sha256');
  const other = expected === undefined || expected.type === 'sha256' ? undefined : createHash(expected.type);
  await using opened = await openRegular(file);
  const { handle, size } = opened;
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

/** The same of bytes that are here already. */
export function digestBytes(bytes: Uint8Array, expected: Checksum | undefined): PooledFile {
  const isOther = expected !== undefined && expected.type !== 'sha256';
  return {
    sha256: hash('sha256', bytes),
    also: isOther ? `${expected.type}:${hash(expected.type, bytes)}` : undefined,
  };
}

import { readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { hashFile } from '../../base/files/hash-file.ts';
import { readPieces } from '../../base/files/read-pieces.ts';
import { writeSparse } from '../../base/files/sparse-file.ts';
import { unpackFile } from '../../base/unpack/unpack-file.ts';
import { SalternError } from '../../contract/errors.ts';
import { wrongDigest, type Onedir, type OnedirContext, type OnedirPlace } from './onedir-place.ts';

export interface LocalOnedir {
  readonly source: Onedir;
  readonly path: string;
  readonly place: OnedirPlace;
}

/** Whether a file of the user's, which stays where it is, is still the one that was verified: by its size and time. */
export async function isVerified(path: string, place: OnedirPlace): Promise<boolean> {
  const stamp = await readFile(stampFile(place), 'utf8').catch(() => undefined);
  return stamp !== undefined && stamp === (await printFile(path).catch(() => ''));
}

/**
 * Verifies a file of the user's. One packed with xz stays where it is, and that it was verified is remembered; any other
 * is unpacked and kept. Throws SALT_DOWNLOAD and BaseError.
 */
export async function takeOnedir({ source, path, place }: LocalOnedir, context: OnedirContext): Promise<string> {
  const print = await printFile(path);
  context.progress(`verifying ${place.title}`);
  const found = (await hashFile(path, context.signal)).digest('hex');
  if (found !== place.sha256) throw wrongDigest(source, found);
  if (place.packing !== 'xz') return await keep({ path, place, print }, context);
  await requireSame(path, print);
  await writeFileAtomic(stampFile(place), print);
  return path;
}

async function keep(
  { path, place, print }: { readonly path: string; readonly place: OnedirPlace; readonly print: string },
  context: OnedirContext,
): Promise<string> {
  const { packing, unpacked, kept, title } = place;
  try {
    if (packing === undefined) {
      await writeSparse(unpacked, readPieces(path, { signal: context.signal }));
    } else {
      const { size } = await stat(path);
      await unpackFile({ packing, packed: path, bytes: size, target: unpacked, title }, context);
    }
    await requireSame(path, print);
    await rename(unpacked, kept);
    return kept;
  } finally {
    await rm(unpacked, { force: true });
  }
}

async function requireSame(path: string, print: string): Promise<void> {
  if ((await printFile(path)) === print) return;
  throw new SalternError('SALT_DOWNLOAD', `Salt's onedir '${path}' changed while it was read`, {
    hint: 'Try again when it is written; write it aside and rename it.',
    isTransient: true,
  });
}

function stampFile({ folder, sha256 }: OnedirPlace): string {
  return join(folder, `${sha256}.verified`);
}

async function printFile(path: string): Promise<string> {
  const info = await stat(path, { bigint: true }).catch((cause: unknown) => {
    throw new SalternError('SALT_DOWNLOAD', `Salt's onedir '${path}' cannot be read`, { cause });
  });
  return `${path} ${info.size} ${info.mtimeNs}`;
}

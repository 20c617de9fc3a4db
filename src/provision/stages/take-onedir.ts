import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { hashFile } from '../../base/files/hash-file.ts';
import { readPieces } from '../../base/files/read-pieces.ts';
import { writeSparse } from '../../base/files/sparse-file.ts';
import { unpackFile } from '../../base/unpack/unpack-file.ts';
import { SalternError } from '../../contract/errors.ts';
import { wrongDigest, type Onedir, type OnedirContext, type OnedirFiles } from './onedir-files.ts';

export interface LocalOnedir {
  readonly source: Onedir;
  readonly path: string;
  readonly files: OnedirFiles;
}

/** Whether a file of the user's, which stays where it is, is still the one that was verified: by its size and time. */
export async function isVerified(path: string, files: OnedirFiles): Promise<boolean> {
  const stamp = await readText(stampFile(files), MOST_BYTES.settings).catch(() => undefined);
  return stamp !== undefined && stamp === (await fingerprintFile(path).catch(() => ''));
}

/**
 * Verifies a file of the user's. One that is packed with xz is used where it lies, and a note is kept that it was
 * verified; any other is unpacked into the cache. Throws SALT_DOWNLOAD and BaseError.
 */
export async function takeOnedir({ source, path, files }: LocalOnedir, context: OnedirContext): Promise<string> {
  const fingerprint = await fingerprintFile(path);
  context.progress(`verifying ${files.title}`);
  const found = (await hashFile(path, context.signal)).digest('hex');
  if (found !== files.sha256) throw wrongDigest(source, found);
  if (files.packing !== 'xz') return await keep({ path, files, fingerprint }, context);
  await requireSame(path, fingerprint);
  await writeFileAtomic(stampFile(files), fingerprint);
  return path;
}

async function keep(
  { path, files, fingerprint }: { readonly path: string; readonly files: OnedirFiles; readonly fingerprint: string },
  context: OnedirContext,
): Promise<string> {
  const { packing, unpacked, kept, title } = files;
  try {
    if (packing === undefined) {
      await writeSparse(unpacked, readPieces(path, { signal: context.signal }));
    } else {
      const { size } = await stat(path);
      await unpackFile({ packing, packed: path, bytes: size, target: unpacked, title }, context);
    }
    await requireSame(path, fingerprint);
    await rename(unpacked, kept);
    return kept;
  } finally {
    await rm(unpacked, { force: true });
  }
}

async function requireSame(path: string, fingerprint: string): Promise<void> {
  if ((await fingerprintFile(path)) === fingerprint) return;
  throw new SalternError('SALT_DOWNLOAD', `Salt's onedir '${path}' changed while it was read`, {
    hint: 'Try again once it is written; better, write it under another name and then rename it.',
    isTransient: true,
  });
}

function stampFile({ folder, sha256 }: OnedirFiles): string {
  return join(folder, `${sha256}.verified`);
}

async function fingerprintFile(path: string): Promise<string> {
  const info = await stat(path, { bigint: true }).catch((cause: unknown) => {
    throw new SalternError('SALT_DOWNLOAD', `Salt's onedir '${path}' cannot be read`, { cause });
  });
  return `${path} ${info.size} ${info.mtimeNs}`;
}

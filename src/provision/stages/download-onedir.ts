import { rename, rm, stat } from 'node:fs/promises';
import { BaseError } from '../../base/error/base-error.ts';
import { download } from '../../base/fetch/download.ts';
import { removePart } from '../../base/fetch/part-file.ts';
import { unpackFile } from '../../base/unpack/unpack-file.ts';
import { wrongDigest, type Onedir, type OnedirContext, type OnedirFiles } from './onedir-files.ts';

export interface OnedirDownload {
  readonly source: Onedir;
  readonly url: URL;
  readonly files: OnedirFiles;
  /** Milliseconds of silence after which the server is given up. Default 60 000. */
  readonly stallMs?: number;
}

/**
 * Fetches a onedir, verifies it and keeps it, unpacked unless it is packed with xz. To be called under a lock. Throws
 * SALT_DOWNLOAD and BaseError.
 */
export async function downloadOnedir(
  { source, url, files, ...limit }: OnedirDownload,
  context: OnedirContext,
): Promise<string> {
  const { sha256, part, kept, title } = files;
  const missingHint = 'Check the address of the onedir.';
  const request = { url, title, part, expected: sha256, known: undefined, missingHint, ...limit };
  const got = await download(request, context);
  if (got !== 'unchanged' && got.sha256 !== sha256) {
    await removePart(part);
    throw wrongDigest(source, got.sha256, got.isResumed);
  }
  await keep(files, context);
  await removePart(part);
  return kept;
}

async function keep({ packing, part, unpacked, kept, title }: OnedirFiles, context: OnedirContext): Promise<void> {
  if (packing === undefined || packing === 'xz') return await rename(part, kept);
  try {
    const { size } = await stat(part);
    await unpackFile({ packing, packed: part, bytes: size, target: unpacked, title }, context);
    await rename(unpacked, kept);
  } catch (error) {
    await rm(unpacked, { force: true });
    // The digest was right: what cannot be unpacked now never can be.
    if (error instanceof BaseError && error.kind === 'archive') await removePart(part);
    throw error;
  }
}

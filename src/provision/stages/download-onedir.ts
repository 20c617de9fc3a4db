import { rename, rm, stat } from 'node:fs/promises';
import { BaseError } from '../../base/error/base-error.ts';
import { download } from '../../base/fetch/download.ts';
import { removePart } from '../../base/fetch/part-file.ts';
import { unpackFile } from '../../base/unpack/unpack-file.ts';
import { wrongDigest, type Onedir, type OnedirContext, type OnedirPlace } from './onedir-place.ts';

export interface OnedirDownload {
  readonly source: Onedir;
  readonly url: URL;
  readonly place: OnedirPlace;
  /** Milliseconds of silence after which the server is given up. Default 60 000. */
  readonly stallMs?: number;
}

/** Fetches, verifies, unpacks but for xz, and keeps it. To be called under a lock. Throws SALT_DOWNLOAD and BaseError. */
export async function downloadOnedir(
  { source, url, place, ...limit }: OnedirDownload,
  context: OnedirContext,
): Promise<string> {
  const { sha256, part, kept, title } = place;
  const missingHint = 'Check the address of the onedir.';
  const request = { url, title, part, expected: sha256, known: undefined, missingHint, ...limit };
  const got = await download(request, context);
  if (got !== 'unchanged' && got.sha256 !== sha256) {
    await removePart(part);
    throw wrongDigest(source, got.sha256, got.isResumed);
  }
  await keep(place, context);
  await removePart(part);
  return kept;
}

async function keep({ packing, part, unpacked, kept, title }: OnedirPlace, context: OnedirContext): Promise<void> {
  if (packing === undefined || packing === 'xz') return await rename(part, kept);
  try {
    const { size } = await stat(part);
    await unpackFile({ packing, packed: part, bytes: size, target: unpacked, title }, context);
    await rename(unpacked, kept);
  } catch (error) {
    await rm(unpacked, { force: true });
    // It has the digest that it must have: what cannot be unpacked now never can.
    if (error instanceof BaseError && error.kind === 'archive') await removePart(part);
    throw error;
  }
}

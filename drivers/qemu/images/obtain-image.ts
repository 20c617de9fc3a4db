import { join } from 'node:path';
import { download } from '../../../src/base/fetch/download.ts';
import { nameOf, hashLocation, showLocation, type Location } from '../../../src/base/fetch/parse-location.ts';
import { removePart } from '../../../src/base/fetch/part-file.ts';
import { SalternError } from '../../../src/contract/errors.ts';
import { copyLocal, readStamp, type Obtained } from './copy-local.ts';
import type { Expected } from './find-checksum.ts';
import { findDigest, findEntry, type ImageContext, type ImageEntry } from './image-index.ts';
import { originOf, withOrigin } from './image-origin.ts';
import { keepImage, readHead } from './keep-image.ts';
import { describeContent } from './judge-format.ts';
import { MISSING_HINT } from './read-page.ts';

/** The image that is wanted, the `*` in its location resolved. */
export interface Wanted {
  readonly location: Location;
  /** Hash of the location as configured. */
  readonly asked: string;
  readonly expected: Expected | undefined;
  readonly folder: string;
}

/**
 * The image, from the store if another process has brought it meanwhile, else fetched, verified and kept. To be called
 * under the lock of `key`, which also names the part. The caller writes the entry. Throws IMAGE_PULL, IMAGE_MISSING,
 * NO_SPACE.
 */
export async function obtainImage(wanted: Wanted, key: string, context: ImageContext): Promise<ImageEntry> {
  const { location, expected, folder } = wanted;
  const title = nameOf(location);
  const known = await findKnown(wanted);
  if (known && (expected || location.kind === 'file')) return withOrigin(known, originOf(wanted));
  const part = join(folder, `${key}.part`);
  const got =
    location.kind === 'file'
      ? await copyLocal({ path: location.path, title, part }, context)
      : await download(
          {
            url: location.url,
            title,
            part,
            expected: expected?.sha256,
            known: known?.validator,
            missingHint: MISSING_HINT,
          },
          context,
        );
  if (got === 'unchanged') {
    if (known) return known;
    throw new SalternError('INTERNAL', `'${showLocation(location)}' is unchanged, but there is no copy of it`);
  }
  if (expected && expected.sha256 !== got.sha256) throw await mismatch(part, { location, expected, got });
  if (!expected) context.progress(`no checksum is published beside it: pin 'sha256: ${got.sha256}'`);
  const same = await findDigest(folder, got.sha256, wanted.asked);
  const shown = showLocation(location);
  const kept = same ?? (await keepImage({ part, sha256: got.sha256, folder, title, shown }, context));
  await removePart(part);
  const { file, format, virtualBytes, bytes } = kept;
  const origin = { ...originOf(wanted), validator: got.validator };
  return { version: 1, digest: got.sha256, file, format, virtualBytes, bytes, ...origin };
}

/** The copy that will do, or that a server is asked about. A local file is checked itself, whatever is published. */
async function findKnown({ location, expected, folder, asked }: Wanted): Promise<ImageEntry | undefined> {
  if (location.kind === 'http' && expected) return await findDigest(folder, expected.sha256, asked);
  const place = hashLocation(location);
  const stamp = location.kind === 'file' ? await readStamp(location.path) : undefined;
  return await findEntry(folder, (entry) => {
    const isRight = expected === undefined || entry.digest === expected.sha256;
    return entry.place === place && isRight && (stamp === undefined || entry.validator.stamp === stamp);
  });
}

async function mismatch(
  part: string,
  { location, expected, got }: { readonly location: Location; readonly expected: Expected; readonly got: Obtained },
): Promise<SalternError> {
  const looksLike = describeContent(await readHead(part));
  await removePart(part);
  return new SalternError('IMAGE_PULL', `'${showLocation(location)}' has another sha256 than ${expected.from} says`, {
    details: [
      `expected ${expected.sha256}, from ${expected.from}`,
      `found    ${got.sha256}`,
      ...(looksLike === undefined ? [] : [`what came looks like ${looksLike}`]),
    ],
    hint: 'If the new file is the one you want, pin its sha256; else the download is damaged or not what was published.',
    // Not the server's file but a damaged part of an earlier try may be to blame.
    isTransient: got.isResumed,
  });
}

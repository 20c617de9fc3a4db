import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SalternError } from '../../../src/contract/errors.ts';
import { withLock } from '../../../src/base/lock/with-lock.ts';
import { nameOf, hashLocation } from '../../../src/base/fetch/parse-location.ts';
import { withinSpace } from '../../../src/base/files/no-space.ts';
import { withCode } from '../../../src/contract/with-code.ts';
import { findChecksum } from './find-checksum.ts';
import {
  findDigest,
  findEntry,
  imageFolder,
  imageLock,
  writeEntry,
  type ImageContext,
  type ImageEntry,
} from './image-index.ts';
import { imageLocation } from './image-location.ts';
import { originOf, withOrigin } from './image-origin.ts';
import type { ImageSource } from './image-source.ts';
import { obtainImage, type Wanted } from './obtain-image.ts';
import { resolveNewest } from './resolve-newest.ts';

/** A disk image of the store. */
export interface StoredImage {
  /** Absolute; never written to again: `<cacheDirectory>/qemu/images/<sha256 of the unpacked file>.<qcow2|raw>`. */
  readonly file: string;
  readonly format: 'qcow2' | 'raw';
  /** `sha256:…` of what was downloaded, as pinned or published: what evidence is bound to. */
  readonly digest: string;
  /** With `*` resolved, without credentials and query. */
  readonly location: string;
  /** Size of the disk as a guest sees it. */
  readonly virtualBytes: number;
}

/**
 * A disk image on this machine, fetched once per digest by however many processes. A pinned one that is here needs no
 * network. For any other, the server or file is asked whether it has changed; it is an error when that cannot be found
 * out, since evidence is not bound to a guess. Throws IMAGE_PULL, IMAGE_MISSING, NO_SPACE.
 */
export async function fetchImage(source: ImageSource, context: ImageContext): Promise<StoredImage> {
  const folder = imageFolder(context.cacheDirectory);
  const configured = imageLocation(source.location);
  const asked = hashLocation(configured);
  const pinned = source.sha256?.toLowerCase();
  const here = pinned === undefined ? undefined : await findDigest(folder, pinned, asked);
  const isNewest = source.location.includes('*');
  if (here) return await use(folder, isNewest ? here : withOrigin(here, originOf({ location: configured, asked })));
  await mkdir(folder, { recursive: true });
  try {
    const location = await resolveNewest(configured, context);
    const expected =
      pinned === undefined
        ? await findChecksum(location, source.checksum, context)
        : { sha256: pinned, from: 'the project file' };
    const wanted: Wanted = { location, asked, expected, folder };
    const key = expected?.sha256 ?? hashLocation(location);
    const room = { folder, title: nameOf(location), bytes: undefined };
    return await withLock(
      imageLock(context.cacheDirectory, key),
      () => withinSpace(room, async () => await use(folder, await obtainImage(wanted, key, context))),
      {
        signal: context.signal,
        onWait: () => context.progress('waiting for another saltern to download the image'),
      },
    );
  } catch (error) {
    const coded = withCode(error, 'IMAGE_PULL');
    throw pinned === undefined ? await hintAtPin(coded, folder, asked) : coded;
  }
}

async function use(folder: string, entry: ImageEntry): Promise<StoredImage> {
  await writeEntry(folder, entry);
  const { file, format, digest, location, virtualBytes } = entry;
  return { file: join(folder, file), format, digest: `sha256:${digest}`, location, virtualBytes };
}

/** Hints at the copy that we have but may not use, since we cannot know whether it is still the current one. */
async function hintAtPin(error: unknown, folder: string, asked: string): Promise<unknown> {
  if (!(error instanceof SalternError) || error.code !== 'IMAGE_PULL' || !error.isTransient) return error;
  const copy = await findEntry(folder, (entry) => entry.asked === asked);
  if (!copy) return error;
  return new SalternError('IMAGE_PULL', error.message, {
    hint: `To work offline with the copy of '${copy.title}' that is here, pin 'sha256: ${copy.digest}'.`,
    cause: error.cause,
    details: error.details,
    isTransient: true,
  });
}

import { constants } from 'node:fs';
import { copyFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hashFile } from '../../../src/base/files/hash-file.ts';
import { ensureSpace, withinSpace } from '../../../src/base/files/no-space.ts';
import { progressMeter } from '../../../src/base/files/progress-meter.ts';
import { readPieces } from '../../../src/base/files/read-pieces.ts';
import { writeSparse } from '../../../src/base/files/sparse-file.ts';
import { SalternError } from '../../../src/contract/errors.ts';
import type { ImageContext, Validator } from './image-index.ts';

export interface LocalCopy {
  readonly path: string;
  readonly title: string;
  /** Path of the part file, which is written anew. */
  readonly part: string;
}

/** An image that is whole in its part file. */
export interface Obtained {
  /** Hex. */
  readonly sha256: string;
  readonly validator: Validator;
  /** Some of it came in an earlier try. */
  readonly isResumed: boolean;
}

/**
 * By this one knows whether a local file is still the one that was hashed. Throws IMAGE_MISSING when there is no file.
 */
export async function readStamp(path: string): Promise<string> {
  const info = await stat(path, { bigint: true }).catch((cause: unknown) => {
    throw new SalternError('IMAGE_MISSING', `There is no image at '${path}', or it may not be read`, {
      hint: 'Check the path and who may read it.',
      cause,
    });
  });
  if (info.isFile()) return `${info.size} ${info.mtimeNs} ${info.ino}`;
  throw new SalternError('IMAGE_MISSING', `'${path}' is not a file`, { hint: 'Name the image, not its folder.' });
}

/**
 * Takes a local file into the store: a nightly job may rewrite it, and running instances must not notice. Where the
 * file system can share blocks this costs nothing. Throws IMAGE_MISSING, IMAGE_PULL (changed meanwhile), NO_SPACE.
 */
export async function copyLocal(copy: LocalCopy, context: ImageContext): Promise<Obtained> {
  const { path, part } = copy;
  const stamp = await readStamp(path);
  await rm(part, { force: true });
  const sha256 = (await reflink(path, part))
    ? (await hashFile(part, context.signal)).digest('hex')
    : await copyBytes(copy, context);
  if ((await readStamp(path)) === stamp) {
    return { sha256, validator: { stamp }, isResumed: false };
  }
  await rm(part, { force: true });
  throw new SalternError('IMAGE_PULL', `'${path}' changed while it was read`, {
    hint: 'Try again once it is written; better, write it under another name and then rename it.',
    isTransient: true,
  });
}

async function reflink(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    await rm(to, { force: true });
    return false;
  }
}

async function copyBytes({ path, part, title }: LocalCopy, context: ImageContext): Promise<string> {
  const { size } = await stat(path);
  const { signal } = context;
  const tell = progressMeter(`copying ${title}`, size, context.progress);
  const room = { folder: dirname(part), title, bytes: size };
  await ensureSpace(room);
  let done = 0;
  const onTaken = (piece: Buffer): void => tell((done += piece.length));
  return await withinSpace(room, () => writeSparse(part, readPieces(path, { signal, onTaken }))).catch(
    async (error: unknown) => {
      await rm(part, { force: true });
      signal.throwIfAborted();
      throw error;
    },
  );
}

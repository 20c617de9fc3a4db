import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { SalternError } from '../../../src/contract/errors.ts';
import type { Download } from '../../../src/base/fetch/download.ts';
import { hashFile } from '../../../src/base/files/hash-file.ts';
import type { ImageContext } from './image-context.ts';
import { ensureSpace, withinSpace } from '../../../src/base/files/no-space.ts';
import { progressMeter } from '../../../src/base/fetch/progress-meter.ts';
import { openSparse } from '../../../src/base/files/sparse-file.ts';

export interface LocalCopy {
  readonly path: string;
  readonly title: string;
  /** Where it is written, anew. */
  readonly part: string;
}

/** What tells whether a local file is still the one that was hashed. Throws IMAGE_MISSING when there is none. */
export async function stampOf(path: string): Promise<string> {
  const info = await stat(path, { bigint: true }).catch((cause: unknown) => {
    throw new SalternError('IMAGE_MISSING', `There is no image at '${path}', or it may not be read`, {
      hint: 'Check the path and who may read it.',
      cause,
    });
  });
  if (info.isFile()) return `${info.size} ${info.mtimeNs} ${info.ino}`;
  throw new SalternError('IMAGE_MISSING', `'${path}' is no file`, { hint: 'Name the image, not its folder.' });
}

/**
 * Takes a local file into the store: a nightly job may rewrite it, and running instances must not notice. Where the
 * file system can share blocks this costs nothing. Throws IMAGE_MISSING, IMAGE_PULL (changed meanwhile), NO_SPACE.
 */
export async function copyLocal(copy: LocalCopy, context: ImageContext): Promise<Download> {
  const { path, part } = copy;
  const stamp = await stampOf(path);
  await rm(part, { force: true });
  const sha256 = (await reflink(path, part)) ? await hashFile(part, context.signal) : await copyBytes(copy, context);
  if ((await stampOf(path)) === stamp) {
    return { sha256: sha256.digest('hex'), validator: { stamp }, isResumed: false };
  }
  await rm(part, { force: true });
  throw new SalternError('IMAGE_PULL', `'${path}' changed while it was read`, {
    hint: 'Try again when it is written; write it aside and rename it.',
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

async function copyBytes(
  { path, part, title }: LocalCopy,
  context: ImageContext,
): Promise<ReturnType<typeof createHash>> {
  const { size } = await stat(path);
  const { signal } = context;
  const tell = progressMeter(`copying ${title}`, size, context);
  const hash = createHash('sha256');
  const write = async (source: AsyncIterable<Buffer>): Promise<void> => {
    await using file = await openSparse(part, 0);
    let done = 0;
    for await (const chunk of source) {
      hash.update(chunk);
      await file.write(chunk);
      done += chunk.length;
      tell(done);
    }
    await file.finish();
  };
  const room = { folder: dirname(part), title, bytes: size };
  await ensureSpace(room);
  const read = createReadStream(path, { highWaterMark: 256 * 1024 });
  await withinSpace(room, () => pipeline(read, write, { signal })).catch(async (error: unknown) => {
    await rm(part, { force: true });
    signal.throwIfAborted();
    throw error;
  });
  return hash;
}

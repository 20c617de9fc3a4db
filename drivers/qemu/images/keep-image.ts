import { chmod, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BaseError } from '../../../src/base/error/base-error.ts';
import { packingOf } from '../../../src/base/unpack/packing.ts';
import { unpackFile } from '../../../src/base/unpack/unpack-file.ts';
import { SalternError } from '../../../src/contract/errors.ts';
import { checkQcow2 } from './check-qcow2.ts';
import type { ImageContext, ImageEntry } from './image-index.ts';
import { HEAD_BYTES, judgeFormat } from './judge-format.ts';

export interface Arrival {
  /** The whole download, verified. It is moved, or, if it was packed, left there. */
  readonly part: string;
  /** Hex. */
  readonly sha256: string;
  readonly folder: string;
  readonly title: string;
  /** For messages. */
  readonly shown: string;
}

/** What the store says of a file it holds. */
export type KeptImage = Pick<ImageEntry, 'file' | 'format' | 'virtualBytes' | 'bytes'>;

/**
 * Unpacks a download where needed, judges it, and moves it to its name in the store. Throws IMAGE_MISSING when it is no
 * disk image or one we refuse, IMAGE_PULL when it is damaged, and then removes the part: it would be taken for a whole
 * download the next time.
 */
export async function keepImage(arrival: Arrival, context: ImageContext): Promise<KeptImage> {
  const { part, title } = arrival;
  const unpacked = `${part.slice(0, -'.part'.length)}.unpacked.part`;
  try {
    const packing = packingOf(await readHead(part));
    if (packing === undefined) return await keep(part, arrival.sha256, arrival, context);
    const { size } = await stat(part);
    const sha256 = await unpackFile({ packing, packed: part, bytes: size, target: unpacked, title }, context);
    return await keep(unpacked, sha256, arrival, context);
  } catch (error) {
    const isDamaged = error instanceof BaseError && error.kind === 'archive';
    if (isDamaged || (error instanceof SalternError && error.code === 'IMAGE_MISSING')) await rm(part, { force: true });
    throw isDamaged ? damaged(error) : error;
  } finally {
    await rm(unpacked, { force: true });
  }
}

async function keep(path: string, sha256: string, arrival: Arrival, context: ImageContext): Promise<KeptImage> {
  const { size } = await stat(path);
  const { format, virtualBytes } = judge(await readHead(path), size, arrival.shown);
  if (format === 'qcow2') await checkQcow2(path, arrival.title, context);
  const file = `${sha256}.${format}`;
  const kept = join(arrival.folder, file);
  const isThere = (await stat(kept).catch(() => undefined))?.size === size;
  if (!isThere) {
    await rename(path, kept);
    await chmod(kept, 0o444);
  }
  return { file, format, virtualBytes, bytes: size };
}

function judge(head: Buffer, bytes: number, shown: string): Pick<ImageEntry, 'format' | 'virtualBytes'> {
  const judgement = judgeFormat(head, bytes);
  switch (judgement.kind) {
    case 'image':
      return judgement;
    case 'refused':
      throw new SalternError('IMAGE_MISSING', `'${shown}' is a qcow2 image that ${judgement.why}`, {
        hint: 'Publish one that stands alone: `qemu-img convert -O qcow2 IMAGE NEW` makes it.',
      });
    case 'other':
      throw new SalternError('IMAGE_MISSING', `'${shown}' is not a disk image: it looks like ${judgement.looksLike}`, {
        hint: 'Name the file of a qcow2 or raw disk itself, plain or packed with xz, gzip, zstd or bzip2.',
      });
    default:
      return judgement satisfies never;
  }
}

function damaged({ message, cause, details }: BaseError): SalternError {
  return new SalternError('IMAGE_PULL', message, {
    hint: "Try again; if it stays so, the published file is damaged. Pin 'sha256' to be sure what is to blame.",
    cause,
    details,
  });
}

/** The beginning of a file, enough to judge it. */
export async function readHead(path: string): Promise<Buffer> {
  await using file = await open(path, 'r');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}

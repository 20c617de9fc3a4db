import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { execa } from 'execa';
import { SalternError } from '../../contract/errors.ts';
import type { ImageContext } from '../../../drivers/qemu/images/image-context.ts';
import { withinSpace } from '../files/no-space.ts';
import { progressMeter } from '../fetch/progress-meter.ts';
import { openSparse } from '../files/sparse-file.ts';
import { unpackZstd } from './unpack-zstd.ts';

/** How a file is packed. */
export type Packing = 'gz' | 'xz' | 'zst';

export interface Unpacking {
  readonly packing: Packing;
  readonly packed: string;
  /** Bytes of the packed file. */
  readonly bytes: number;
  /** Written anew. */
  readonly target: string;
  readonly folder: string;
  readonly title: string;
}

/** By the first bytes; `undefined` when it is not packed. Pure. */
export function packingOf(head: Buffer): Packing | undefined {
  const starts = (hex: string): boolean => head.toString('hex', 0, hex.length / 2) === hex;
  if (starts('1f8b')) return 'gz';
  if (starts('fd377a585a00')) return 'xz';
  return starts('28b52ffd') ? 'zst' : undefined;
}

/**
 * Unpacks and gives the sha256 of what came out. Throws IMAGE_PULL when there is no `xz` here or the file is damaged,
 * which is then removed; NO_SPACE.
 */
export async function unpack(work: Unpacking, context: ImageContext): Promise<string> {
  const { target, folder, title } = work;
  const hash = createHash('sha256');
  const write = async (source: AsyncIterable<Buffer>): Promise<void> => {
    await using file = await openSparse(target, 0);
    for await (const chunk of source) {
      hash.update(chunk);
      await file.write(chunk);
    }
    await file.finish();
  };
  const { signal } = context;
  try {
    const room = { folder, title, bytes: undefined };
    await withinSpace(room, () => unpackInto(write, work, context));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SalternError) throw error;
    if (isMissing(error)) throw noXz(title, error);
    // It would be taken for a whole download the next time.
    await rm(work.packed, { force: true });
    throw damaged(work, error);
  }
  return hash.digest('hex');
}

const CHUNK = 256 * 1024;

type Sink = (source: AsyncIterable<Buffer>) => Promise<void>;

async function unpackInto(
  write: Sink,
  { packing, packed, bytes, title }: Unpacking,
  context: ImageContext,
): Promise<void> {
  const { signal } = context;
  const onProgress = progressMeter(`unpacking ${title}`, bytes, context);
  if (packing === 'zst') return await pipeline(unpackZstd({ path: packed, bytes, onProgress }), write, { signal });
  const count = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let done = 0;
    for await (const chunk of source) {
      yield chunk;
      done += chunk.length;
      onProgress(done);
    }
  };
  const read = createReadStream(packed, { highWaterMark: CHUNK });
  const unpacker = packing === 'gz' ? createGunzip({ chunkSize: CHUNK }) : xz(context);
  await pipeline(read, count, unpacker, write, { signal });
}

/** Node knows no xz. */
function xz({ environment, signal }: ImageContext): Duplex {
  return execa('xz', ['-dc'], {
    env: environment,
    extendEnv: false,
    buffer: { stdout: false },
    encoding: 'buffer',
    cancelSignal: signal,
  }).duplex();
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function noXz(title: string, cause: unknown): SalternError {
  return new SalternError('IMAGE_PULL', `'${title}' is packed with xz, and there is no 'xz' on this machine`, {
    hint: 'Install xz (xz-utils).',
    cause,
  });
}

function damaged({ packing, title }: Unpacking, error: unknown): SalternError {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  const why = stderr === '' && error instanceof Error ? error.message : stderr;
  return new SalternError('IMAGE_PULL', `'${title}' (${packing}) cannot be unpacked: it is damaged or cut off`, {
    hint: "Try again; if it stays so, the published file is damaged. A pinned 'sha256' would tell which.",
    cause: error,
    details: [why],
  });
}

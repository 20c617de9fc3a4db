import { dirname } from 'node:path';
import { BaseError } from '../error/base-error.ts';
import { withinSpace } from '../files/no-space.ts';
import { progressMeter, type OnProgress } from '../files/progress-meter.ts';
import { writeSparse } from '../files/sparse-file.ts';
import type { Packing } from './packing.ts';
import { unpack, type UnpackOptions } from './unpack.ts';

export interface Unpacking {
  readonly packing: Packing;
  readonly packed: string;
  /** Bytes of the packed file. */
  readonly bytes: number;
  /** Written anew; what is there when this throws is of no use. */
  readonly target: string;
  /** For people. */
  readonly title: string;
}

interface Context extends Pick<UnpackOptions, 'signal' | 'environment'> {
  readonly progress: OnProgress;
}

/**
 * Unpacks into a file with holes and gives the sha256 (hex) of what came out. Throws BaseError `archive` when the packed
 * file is damaged, `program` and `space`; the signal's reason.
 */
export async function unpackFile(work: Unpacking, context: Context): Promise<string> {
  const { packing, packed, bytes, target, title } = work;
  const { signal, environment, progress } = context;
  const tell = progressMeter(`unpacking ${title}`, bytes, progress);
  let taken = 0;
  const onTaken = (piece: Buffer): void => {
    taken += piece.length;
    tell(taken);
  };
  const content = unpack(packed, packing, { title, signal, ...(environment ? { environment } : {}), onTaken });
  const room = { folder: dirname(target), title, bytes: undefined };
  try {
    return await withinSpace(room, () => writeSparse(target, content));
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof BaseError ? error : damaged(work, error);
  }
}

function damaged({ packing, title }: Unpacking, cause: unknown): BaseError {
  return new BaseError('archive', `'${title}' (${packing}) cannot be unpacked: it is damaged or cut off`, {
    hint: 'Try again; if it stays so, the published file is damaged.',
    cause,
    details: [cause instanceof Error ? cause.message : String(cause)],
  });
}

import { statfs } from 'node:fs/promises';
import { SalternError } from '../../contract/errors.ts';

export interface Room {
  readonly folder: string;
  /** What is to be written, for people. */
  readonly title: string;
  /** Bytes still to be written; `undefined` when nobody knows yet. */
  readonly bytes: number | undefined;
}

/** Throws NO_SPACE when the folder's file system has less than `bytes` free. */
export async function ensureSpace(room: Room): Promise<void> {
  const disk = await statfs(room.folder);
  if (room.bytes !== undefined && disk.bavail * disk.bsize < room.bytes) throw noSpace(room);
}

/** Does the work; a disk that becomes full meanwhile is NO_SPACE. */
export async function withinSpace<T>(room: Room, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isFull = error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
    throw isFull ? noSpace(room, error) : error;
  }
}

function noSpace({ folder, title, bytes }: Room, cause?: unknown): SalternError {
  const needed = bytes === undefined ? '' : `, which needs ${showBytes(bytes)}`;
  return new SalternError('NO_SPACE', `There is no space left in '${folder}' for '${title}'${needed}`, {
    hint: 'Free some with `saltern cache prune`, or put the cache on a larger disk.',
    cause,
  });
}

function showBytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 ** 2)} MiB (${bytes} bytes)`;
}

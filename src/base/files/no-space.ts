import { statfs } from 'node:fs/promises';
import { BaseError } from '../error/base-error.ts';
import { formatNeededBytes } from '../text/format-bytes.ts';
import { isDiskFull } from './disk-full.ts';

export interface Room {
  readonly folder: string;
  /** What is to be written, for people. */
  readonly title: string;
  /** Bytes still to be written; `undefined` when nobody knows yet. */
  readonly bytes: number | undefined;
}

/** Throws BaseError `space` when the folder's file system has less than `bytes` free. */
export async function ensureSpace(room: Room): Promise<void> {
  const disk = await statfs(room.folder);
  if (room.bytes !== undefined && disk.bavail * disk.bsize < room.bytes) throw noSpace(room);
}

/** Does the work; a disk that becomes full meanwhile is BaseError `space`. */
export async function withinSpace<T>(room: Room, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isDiskFull(error) ? noSpace(room, error) : error;
  }
}

function noSpace({ folder, title, bytes }: Room, cause?: unknown): BaseError {
  const needed = bytes === undefined ? '' : `, which needs ${formatNeededBytes(bytes)}`;
  return new BaseError('space', `There is no space left in '${folder}' for '${title}'${needed}`, { cause });
}

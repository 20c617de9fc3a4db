import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MOST_BYTES } from '../../../base/files/size-limits.ts';
import { type Checksum, type Pool, type PooledFile, type WantedFile, WrongFile } from '../../../contract/source.ts';
import { receiveBytes, receivePart, type Transfers, type Wanted } from './receive.ts';

export interface FetchContext {
  readonly pool: Pool;
  readonly transfers: Transfers;
  /** Folder for what has come of large files; it stays until next time. */
  readonly parts: string;
}

/** Files up to this size are fetched into memory: to fetch one again is less than to keep a part of it. */
const SMALL = 2 ** 20;
/** Of what no metadata says the size of. */
const MOST_UNSAID = MOST_BYTES.content;

/**
 * Brings one file from one address into the pool; a large one with a checksum goes on where an earlier try stopped. Throws
 * `WrongFile`, BaseError `transfer`, and the signal's reason.
 */
export async function fetchFile(
  url: URL,
  { checksum, size, onBytes }: Pick<WantedFile, 'checksum' | 'size'> & Pick<Wanted, 'onBytes'>,
  context: FetchContext,
): Promise<PooledFile> {
  const wanted = { url, size, mostBytes: MOST_UNSAID, onBytes };
  const isLarge = checksum !== undefined && (size === undefined || size > SMALL);
  if (isLarge) return await fetchLarge(wanted, checksum, context);
  return await context.pool.addBytes(await receiveBytes(context.transfers, wanted), checksum);
}

async function fetchLarge(wanted: Wanted, checksum: Checksum, context: FetchContext): Promise<PooledFile> {
  const { parts } = context;
  await mkdir(parts, { recursive: true });
  const part = join(parts, `${checksum.type}-${checksum.hex}`);
  try {
    const done =
      (await fetchPart({ ...wanted, part }, checksum, context)) ??
      (await fetchPart({ ...wanted, part }, checksum, context));
    if (done !== undefined) return done;
    throw new WrongFile('damaged', 'is damaged each time it is fetched');
  } catch (error) {
    if (error instanceof WrongFile) await rm(part, { force: true });
    throw error;
  }
}

/** Undefined: it is wrong, and the bytes of an earlier try may be the wrong ones; they are gone now. */
async function fetchPart(
  wanted: Wanted & { readonly part: string },
  checksum: Checksum,
  { pool, transfers }: FetchContext,
): Promise<PooledFile | undefined> {
  const { isResumed } = await receivePart(transfers, wanted);
  try {
    return await pool.addWritten((path) => rename(wanted.part, path), checksum, transfers.signal);
  } catch (error) {
    if (error instanceof WrongFile && isResumed) return undefined;
    throw error;
  }
}

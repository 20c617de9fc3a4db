import { fileURLToPath } from 'node:url';
import { hasCode } from '../error/has-code.ts';
import { openRegular } from '../files/open-regular.ts';
import { readPieces } from '../files/read-pieces.ts';
import type { WebAnswer } from './open-web.ts';

/**
 * A `file:` URL as a server would answer for it: 404 where nothing is, else the whole file, whatever part was asked for.
 * Throws UnreadableError for what is there and cannot be read.
 */
export async function openFileUrl(url: URL, signal: AbortSignal): Promise<WebAnswer> {
  const path = fileURLToPath(url);
  const size = await sizeOf(path);
  const none = { destroy: () => undefined, async *[Symbol.asyncIterator]() {} };
  if (size === undefined) return { url, status: 404, header: () => undefined, body: none };
  const pieces = readPieces(path, { signal });
  return {
    url,
    status: 200,
    header: (name) => (name === 'content-length' ? String(size) : undefined),
    body: { destroy: () => pieces.return(undefined), [Symbol.asyncIterator]: () => pieces },
  };
}

/** Undefined: there is no such file. */
async function sizeOf(path: string): Promise<number | undefined> {
  try {
    await using file = await openRegular(path);
    return file.size;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** A file that is written from some offset on; blocks of zeros, which most of a raw image is, become holes. */
export interface SparseFile extends AsyncDisposable {
  write(chunk: Uint8Array): Promise<void>;
  /** Gives the file its whole length, for it may end in a hole. Until then it may be shorter, never wrong. */
  finish(): Promise<void>;
}

/** Opens `path`, made when missing, to be written from `start` (bytes) on; what was there after it is cut off. */
export async function openSparse(path: string, start: number): Promise<SparseFile> {
  const file = await open(path, start === 0 ? 'w' : 'r+', 0o644);
  await file.truncate(start);
  let end = start;
  return {
    async write(chunk) {
      if (!isZero(chunk)) {
        for (let done = 0; done < chunk.length;) {
          done += (await file.write(chunk, done, chunk.length - done, end + done)).bytesWritten;
        }
      }
      end += chunk.length;
    },
    finish: () => file.truncate(end),
    [Symbol.asyncDispose]: () => file.close(),
  };
}

/** Writes all of a stream to `path`, anew, with holes; gives the sha256 (hex) of what came. */
export async function writeSparse(path: string, source: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  await using file = await openSparse(path, 0);
  for await (const chunk of source) {
    hash.update(chunk);
    await file.write(chunk);
  }
  await file.finish();
  return hash.digest('hex');
}

const ZEROS = new Uint8Array(256 * 1024);

function isZero(chunk: Uint8Array): boolean {
  if (chunk[0] !== 0 || chunk.at(-1) !== 0 || chunk.length > ZEROS.length) return false;
  return Buffer.compare(chunk, ZEROS.subarray(0, chunk.length)) === 0;
}

import { createHash, type Hash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { openRegular } from './open-regular.ts';

/** sha256 over all of a file, not yet digested: more may be added. Throws UnreadableError, the system's error while it is read, and AbortError. */
export async function hashFile(path: string, signal: AbortSignal): Promise<Hash> {
  const hash = createHash('sha256');
  await using file = await openRegular(path);
  const stream = file.handle.createReadStream({ highWaterMark: 1024 * 1024, autoClose: false });
  await pipeline(
    stream,
    async (source: AsyncIterable<Buffer>) => {
      for await (const chunk of source) hash.update(chunk);
    },
    { signal },
  );
  return hash;
}

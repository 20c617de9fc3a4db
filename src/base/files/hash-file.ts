import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** sha256 over all of a file, not yet digested: more may be added. Throws the system's error, and AbortError. */
export async function hashFile(path: string, signal: AbortSignal): Promise<Hash> {
  const hash = createHash('sha256');
  const stream = createReadStream(path, { highWaterMark: 1024 * 1024 });
  await pipeline(
    stream,
    async (source: AsyncIterable<Buffer>) => {
      for await (const chunk of source) hash.update(chunk);
    },
    { signal },
  );
  return hash;
}

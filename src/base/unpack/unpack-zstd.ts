import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';

export interface ZstdFile {
  readonly path: string;
  readonly bytes: number;
  /** Told how many of those bytes are unpacked. */
  onProgress(done: number): void;
}

const CHUNK = 256 * 1024;

/**
 * What a zstd file holds, all of its frames: Node's stream ends with the frame when the next one begins in the same
 * chunk, and says nothing of what it left. So each time it ends it is begun again at the first byte it did not take.
 */
export async function* unpackZstd({ path, bytes, onProgress }: ZstdFile): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes;) {
    const frames = createZstdDecompress({ chunkSize: CHUNK });
    const source = createReadStream(path, { start, highWaterMark: CHUNK });
    // Trouble reaches the reader of `frames`; that the source is left half read is no trouble.
    pipeline(source, frames).catch((error: unknown) => frames.destroy(error instanceof Error ? error : undefined));
    try {
      for await (const chunk of frames) {
        yield chunk;
        onProgress(start + frames.bytesWritten);
      }
    } finally {
      source.destroy();
    }
    if (frames.bytesWritten === 0) throw new Error('zstd took nothing');
    start += frames.bytesWritten;
    onProgress(start);
  }
}

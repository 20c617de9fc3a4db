import { createReadStream } from 'node:fs';

/** Few large reads keep the thread pool and the consumer busy side by side. */
const PIECE_BYTES = 256 * 1024;

export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Called with each piece as it is taken, for progress or a digest. Default: none. */
  readonly onTaken?: ((piece: Buffer) => void) | undefined;
}

/** A file from its beginning to its end, in large pieces. Throws the system's error, and AbortError. */
export async function* readPieces(path: string, { signal, onTaken }: ReadOptions = {}): AsyncGenerator<Buffer> {
  for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES, ...(signal ? { signal } : {}) })) {
    onTaken?.(piece);
    yield piece;
  }
}

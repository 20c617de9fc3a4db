import { createReadStream } from 'node:fs';

/** Few large steps keep the thread pool and who reads it busy side by side. */
const PIECE_BYTES = 256 * 1024;

export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Given each piece as it is taken, for progress or a digest. Default: nobody. */
  readonly onTaken?: ((piece: Buffer) => void) | undefined;
}

/** A file from its beginning to its end, in large pieces. Throws what the system says, and when the signal is aborted. */
export async function* readPieces(path: string, { signal, onTaken }: ReadOptions = {}): AsyncGenerator<Buffer> {
  for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES, ...(signal ? { signal } : {}) })) {
    onTaken?.(piece);
    yield piece;
  }
}

import { openRegular } from './open-regular.ts';

/** Few large reads keep the thread pool and the consumer busy side by side. */
const PIECE_BYTES = 256 * 1024;

export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Called with each piece as it is taken, for progress or a digest. Default: none. */
  readonly onTaken?: ((piece: Buffer) => void) | undefined;
}

/** A file from its beginning to its end, in large pieces. Throws UnreadableError, the system's error while it is read, and AbortError. */
export async function* readPieces(path: string, { signal, onTaken }: ReadOptions = {}): AsyncGenerator<Buffer> {
  await using file = await openRegular(path);
  const stream = file.handle.createReadStream({
    highWaterMark: PIECE_BYTES,
    autoClose: false,
    ...(signal ? { signal } : {}),
  });
  for await (const piece of stream) {
    onTaken?.(piece);
    yield piece;
  }
}

import { addAbortSignal, pipeline, Readable, type Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { readPieces } from '../files/read-pieces.ts';
import { cutFrames } from './cut-frames.ts';
import type { Packing } from './packing.ts';
import { runFilter, type FilterOptions } from './run-filter.ts';

export interface UnpackOptions extends FilterOptions {
  /** Called with each piece of the packed file as it is taken, for progress or a digest. Default: none. */
  readonly onTaken?: (piece: Buffer) => void;
}

/** Pieces come out as large as those that are read. */
const CHUNK = 256 * 1024;
/** Some are unpacked ahead: one that takes the reader long shall not stop the unpacker, in a thread of its own. */
const STREAM = { chunkSize: CHUNK, readableHighWaterMark: 4 * CHUNK };

/**
 * The content of a packed file, all parts of it: gzip members, xz and bzip2 streams, zstd frames. Throws while being
 * read: the unpacker's own error when the file is damaged, BaseError `program` when this machine has no `xz` or
 * `bzip2`, and when the signal is aborted.
 */
export function unpack(path: string, packing: Packing, options: UnpackOptions): AsyncIterable<Buffer> {
  const packed = readPieces(path, { onTaken: options.onTaken });
  switch (packing) {
    case 'gz':
      return through(packed, createGunzip(STREAM), options);
    case 'zst':
      return through(cutFrames(packed), createZstdDecompress(STREAM), options);
    case 'xz':
      return runFilter('xz', packed, options);
    case 'bz2':
      return runFilter('bzip2', packed, options);
    default:
      return packing satisfies never;
  }
}

function through(pieces: AsyncIterable<Buffer>, unpacker: Transform, { signal }: UnpackOptions): AsyncIterable<Buffer> {
  // Errors reach whoever reads the output.
  pipeline(Readable.from(pieces), unpacker, () => undefined);
  return addAbortSignal(signal, unpacker);
}

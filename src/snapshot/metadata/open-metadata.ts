import { stat } from 'node:fs/promises';
import { SalternError } from '../../contract/errors.ts';
import { BaseError } from '../../base/error/base-error.ts';
import { readPieces } from '../../base/files/read-pieces.ts';
import { packingOfName } from '../../base/unpack/packing.ts';
import { unpack } from '../../base/unpack/unpack.ts';
import { limitContent } from './limit-content.ts';

/**
 * The uncompressed content of a metadata file; `name`, the repository's name for it, says how it is packed (`.gz`,
 * `.zst`, `.xz`, `.bz2`, else plain). Throws the decompressor's error while being read, and `SNAPSHOT_SOURCE` where a
 * program that it needs is missing.
 */
export async function* openMetadata(file: string, name: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const packing = packingOfName(name);
  if (packing === undefined) return yield* readPieces(file, { signal });
  try {
    const { size } = await stat(file);
    yield* limitContent(unpack(file, packing, { title: file, signal }), size);
  } catch (error) {
    if (!(error instanceof BaseError) || error.kind !== 'program') throw error;
    const program = packing === 'xz' ? 'xz' : 'bzip2';
    throw new SalternError('SNAPSHOT_SOURCE', `'${file}' is packed with ${program}, which this machine does not have`, {
      hint: `Install the '${program}' program, or have the mirror's metadata made with gzip or zstd.`,
      cause: error,
    });
  }
}

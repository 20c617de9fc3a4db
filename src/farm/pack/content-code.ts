import { hash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { isSealed, seal, unseal } from '../../base/secret/seal.ts';
import { SalternError } from '../../contract/errors.ts';
import type { ContentRef } from '../../contract/farm.ts';

/** What one job's content may unfold to: a hundred times what formulas have, and less than what stops a machine. */
const MOST_BYTES = 2 ** 30;

/** Content as it is kept: its bytes, and what names them. */
export interface EncodedContent {
  readonly ref: ContentRef;
  readonly bytes: Uint8Array;
}

/** Packed, and sealed where there is a key. The same content gives the same bytes. `name`: of a job's contents. */
export function encodeContent(name: string, content: Uint8Array, key: Uint8Array | undefined): EncodedContent {
  const packed = zstdCompressSync(content);
  const bytes = key === undefined ? packed : seal(packed, { key, about: name });
  return { ref: { digest: digestOf(bytes), bytes: bytes.length }, bytes };
}

/**
 * What was encoded. Throws `FARM_CONTENT` where it has another digest, cannot be opened with this key, or is not sealed
 * though there is a key: whoever has none must not make this machine run anything.
 */
export function decodeContent(name: string, { ref, bytes }: EncodedContent, key: Uint8Array | undefined): Buffer {
  if (digestOf(bytes) !== ref.digest) {
    throw trouble(`The content '${name}' is not what the job names: its digest is '${digestOf(bytes)}'`);
  }
  const packed = open(name, bytes, key);
  try {
    return zstdDecompressSync(packed, { maxOutputLength: MOST_BYTES });
  } catch (cause) {
    throw trouble(`The content '${name}' cannot be unpacked`, cause);
  }
}

function open(name: string, bytes: Uint8Array, key: Uint8Array | undefined): Uint8Array {
  if (key === undefined) {
    if (isSealed(bytes)) throw trouble(`The content '${name}' is sealed, and this machine has no key`);
    return bytes;
  }
  if (!isSealed(bytes)) throw trouble(`The content '${name}' is not sealed, and this machine takes only what is`);
  const opened = unseal(bytes, { key, about: name });
  if (opened === undefined) throw trouble(`The content '${name}' was sealed with another key, or changed since`);
  return opened;
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${hash('sha256', bytes)}`;
}

function trouble(message: string, cause?: unknown): SalternError {
  return new SalternError('FARM_CONTENT', message, {
    hint: 'Starter and workers need the same SALTERN_FARM_KEY, or none at all.',
    cause,
  });
}

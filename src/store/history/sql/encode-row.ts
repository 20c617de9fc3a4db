import { hash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** Most characters of a key; PostgreSQL takes no index entry above some 2,700 bytes. */
const LONGEST_KEY = 400;

/**
 * A name as a key of a table. PostgreSQL's text holds neither NUL nor half of a pair, and SQLite cuts at the first: a
 * name with these, or one that is too long, is stood for by its digest. The name itself is in the row's JSON.
 */
export function toKey(name: string): string {
  if (name.length <= LONGEST_KEY && !name.includes('\0') && name.isWellFormed()) return name;
  return `sha256:${hash('sha256', JSON.stringify(name))}`;
}

/** Data as text that every engine holds: JSON escapes NUL and halves of pairs. */
export function toRowText(value: unknown): string {
  return JSON.stringify(value);
}

/** Data as packed bytes, for what is only read one at a time. */
export function pack(value: unknown): Uint8Array {
  return zstdCompressSync(JSON.stringify(value));
}

/** What `pack` packed. Throws what Node says of bytes that are none of its. */
export function unpack(bytes: unknown): unknown {
  if (!(bytes instanceof Uint8Array)) throw new Error('a story is no bytes');
  return JSON.parse(zstdDecompressSync(bytes, { maxOutputLength: MOST_BYTES }).toString('utf8'));
}

/** Far above any story, and little enough not to fill the memory. */
const MOST_BYTES = 256 * 2 ** 20;

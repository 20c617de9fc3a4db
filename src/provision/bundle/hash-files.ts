import { hash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { readBytes } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import type { BundleEntry } from './bundle-entry.ts';
import { cannotRead } from './tree-trouble.ts';

const READS_AT_ONCE = 16;

/** What lies in a folder: its guest path, and where it really is on this machine. */
export type FoundEntry = { readonly path: string } & (
  | { readonly kind: 'directory'; readonly real: string }
  | { readonly kind: 'file'; readonly host: string; readonly real: string }
);

/** What was found, with the digests and modes of its files, in the same order. Throws `FORMULA_NOT_FOUND`. */
export async function hashFiles(found: readonly FoundEntry[]): Promise<readonly BundleEntry[]> {
  const entries: BundleEntry[] = [];
  for (let at = 0; at < found.length; at += READS_AT_ONCE) {
    entries.push(...(await Promise.all(found.slice(at, at + READS_AT_ONCE).map(hashFile))));
  }
  return entries;
}

async function hashFile(found: FoundEntry): Promise<BundleEntry> {
  const { path } = found;
  if (found.kind === 'directory') return { kind: 'directory', path };
  const { host } = found;
  const [sha256, info] = await Promise.all([hashHostFile(host), stat(host).catch(() => undefined)]);
  if (info === undefined) throw cannotRead('file', host, undefined);
  return { kind: 'file', path, from: { host }, mode: info.mode & 0o7777, sha256 };
}

/** sha256 hex of a file's bytes. Throws `FORMULA_NOT_FOUND`. */
export async function hashHostFile(host: string): Promise<string> {
  try {
    return hash('sha256', await readBytes(host, MOST_BYTES.content));
  } catch (cause) {
    throw cannotRead('file', host, cause);
  }
}

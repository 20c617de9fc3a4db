import { createWriteStream } from 'node:fs';
import { chmod, mkdir, symlink } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Extract, type ExtractEvents, type Header } from 'tar-stream';
import { BaseError } from '../error/base-error.ts';

/** More than any formula has: what claims to hold more is refused before the disk is full. */
const MOST_ENTRIES = 100_000;

/**
 * Unpacks a tar that somebody else made into a new, empty folder, modes as in the tar. Takes files, folders and links that
 * stay within, and nothing else. Throws BaseError `archive` for an entry that would leave the folder, that is there
 * already, or that is neither, and for a tar that is cut off; what was written by then is the caller's to remove.
 */
export async function unpackTar(tar: Uint8Array, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const entries = extract();
  const reading = pipeline(Readable.from([tar]), entries);
  try {
    // The last entry of a tar that is cut off never ends.
    await Promise.all([reading, Promise.race([writeAll(entries, folder), unending(reading)])]);
  } catch (cause) {
    if (cause instanceof BaseError || isOfSystem(cause)) throw cause;
    throw new BaseError('archive', 'the archive is damaged or cut off', { cause });
  }
}

/** Rejects with what the promise rejects with, and never resolves. */
function unending(promise: Promise<void>): Promise<never> {
  return new Promise((_resolve, reject) => void promise.catch(reject));
}

async function writeAll(entries: Extract, folder: string): Promise<void> {
  const seen = new Map<string, Header['type']>([['', 'directory']]);
  for await (const entry of entries) {
    const { header } = entry;
    const path = placeWithin(header, seen);
    if (seen.size > MOST_ENTRIES) throw new BaseError('archive', `the archive has more than ${MOST_ENTRIES} entries`);
    await mkdir(join(folder, posix.dirname(path)), { recursive: true });
    await write(entry, header, join(folder, path));
  }
}

/** A full disk and the like say more by themselves. */
function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

/** What an entry holds, in the archive's own kind of stream. */
type Content = ExtractEvents['entry'][1];

async function write(content: Content, { type, mode, linkname }: Header, target: string): Promise<void> {
  if (type === 'symlink') await symlink(linkname ?? '', target);
  else if (type === 'directory') await mkdir(target, { recursive: true });
  // `wx`: whatever has come there meanwhile is not written through.
  else return await finish(content, target, mode);
  content.resume();
}

async function finish(content: Content, target: string, mode: number | undefined): Promise<void> {
  await pipeline(content, createWriteStream(target, { flags: 'wx' }));
  await chmod(target, (mode ?? 0o644) & 0o7777);
}

/** The entry's path below the folder, where it may be written. */
function placeWithin({ name, type, linkname }: Header, seen: Map<string, Header['type']>): string {
  const path = posix.normalize(name).replace(/\/$/u, '');
  const refuse = (what: string): BaseError => new BaseError('archive', `the archive's entry '${name}' ${what}`);
  if (leaves(path) || path.includes('\0')) throw refuse('would leave its folder');
  if (type !== 'file' && type !== 'directory' && type !== 'symlink') throw refuse(`is a ${type ?? 'thing'}`);
  // Through a link, or below a file, it would come to lie elsewhere than its path says.
  const above = parentsOf(path).find((parent) => seen.has(parent) && seen.get(parent) !== 'directory');
  if (above !== undefined) throw refuse(`lies below '${above}', which is no folder`);
  if (seen.has(path) && (type !== 'directory' || seen.get(path) !== 'directory')) throw refuse('is there twice');
  if (type === 'symlink' && leavesAt(linkname ?? '', path)) throw refuse(`is a link that leads out, to '${linkname}'`);
  for (const parent of parentsOf(path)) seen.set(parent, 'directory');
  seen.set(path, type);
  return path;
}

function leaves(path: string): boolean {
  return path === '..' || path.startsWith('../') || path.startsWith('/');
}

function leavesAt(target: string, path: string): boolean {
  return target === '' || target.startsWith('/') || leaves(posix.join(posix.dirname(path), target));
}

function parentsOf(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === '.' || parent === '/' ? [] : [...parentsOf(parent), parent];
}

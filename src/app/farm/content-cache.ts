import { mkdir, mkdtemp, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode } from '../../base/error/has-code.ts';
import { pathExists } from '../../base/files/path-exists.ts';
import { readFolder } from '../../base/files/read-folder.ts';
import { unpackTar } from '../../base/tar/unpack-tar.ts';
import { SalternError } from '../../contract/errors.ts';
import type { ContentRef, FarmBench } from '../../contract/farm.ts';
import { withCode } from '../../contract/with-code.ts';
import { decodeContent } from '../../farm/pack/content-code.ts';

/** What was used within this time is not removed: a job may be at it. */
const IN_USE_MS = 24 * 3_600_000;
/** How the names begin of what is still being unpacked. */
const ASIDE = '.new-';

/** Contents of jobs on a worker's disk: unpacked once, in a folder named by the digest, for all jobs that need them. */
export interface ContentCache {
  /** Absolute; its folders are named by the digests in hex. */
  readonly folder: string;
  /** The folder with what the content holds. Throws `FARM_CONTENT`, `NO_SPACE`. */
  unpacked(name: string, ref: ContentRef): Promise<string>;
  /** The content itself: a text. Not kept. Throws `FARM_CONTENT`. */
  text(name: string, ref: ContentRef): Promise<string>;
  /** Removes the oldest until the rest has no more than `mostBytes`, and what was never whole; what a job may be at stays. */
  prune(mostBytes: number): Promise<void>;
}

export interface ContentCacheOptions {
  readonly folder: string;
  readonly key: Uint8Array | undefined;
  readonly read: FarmBench['getContent'];
  /** Milliseconds since the epoch. */
  now(): number;
}

/** The cache in `folder`, which is made when missing. Several workers of a machine may share it. */
export function openContentCache({ folder, key, read, now }: ContentCacheOptions): ContentCache {
  const fetchContent = async (name: string, ref: ContentRef): Promise<Buffer> => {
    const bytes = await read(ref.digest);
    if (bytes === undefined) {
      throw new SalternError('FARM_CONTENT', `The content '${name}' of a job is not there: '${ref.digest}'`, {
        hint: 'Do starter and workers see the same shared folder?',
      });
    }
    return decodeContent(name, { ref, bytes }, key);
  };
  const underway = new Map<string, Promise<string>>();
  const unpack = async (name: string, ref: ContentRef): Promise<string> => {
    const target = join(folder, hexOf(ref.digest));
    if (!(await pathExists(target))) await unpackInto(target, await fetchContent(name, ref));
    const at = new Date(now());
    await utimes(target, at, at);
    return target;
  };
  return {
    folder,
    unpacked(name, ref) {
      const known = underway.get(ref.digest) ?? unpack(name, ref).finally(() => underway.delete(ref.digest));
      underway.set(ref.digest, known);
      return known;
    },
    text: async (name, ref) => (await fetchContent(name, ref)).toString('utf8'),
    prune: (mostBytes) => prune(folder, { mostBytes, now: now() }),
  };
}

function hexOf(digest: string): string {
  const hex = /^sha256:([0-9a-f]{64})$/u.exec(digest)?.[1];
  if (hex === undefined) throw new SalternError('FARM_CONTENT', `'${digest}' is no digest of a content`);
  return hex;
}

/** Whole or not at all, and by whoever is first. */
async function unpackInto(target: string, tar: Uint8Array): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const aside = await mkdtemp(join(dirname(target), ASIDE));
  try {
    await unpackTar(tar, join(aside, 'content'));
    await rename(join(aside, 'content'), target).catch((error: unknown) => {
      if (!hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'EEXIST')) throw error;
    });
  } catch (error) {
    throw withCode(error, 'FARM_CONTENT');
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function prune(folder: string, { mostBytes, now }: { mostBytes: number; now: number }): Promise<void> {
  const all = await readFolder(folder);
  const names = all.filter((name) => /^[0-9a-f]{64}$/u.test(name));
  await removeHalf(
    all.filter((name) => name.startsWith(ASIDE)).map((name) => join(folder, name)),
    now,
  );
  const kept = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return { path, usedAt: (await stat(path)).mtimeMs, bytes: await sizeOf(path) };
    }),
  );
  let total = kept.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, usedAt, bytes } of kept.toSorted((a, b) => a.usedAt - b.usedAt)) {
    if (total <= mostBytes || now - usedAt < IN_USE_MS) return;
    await rm(path, { recursive: true, force: true });
    total -= bytes;
  }
}

/** What was being unpacked when a worker was killed. */
async function removeHalf(folders: readonly string[], now: number): Promise<void> {
  for (const path of folders) {
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && now - found.mtimeMs >= IN_USE_MS) await rm(path, { recursive: true, force: true });
  }
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size);
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
}

import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathExists } from '../../../src/base/files/path-exists.ts';
import { readFolder } from '../../../src/base/files/read-folder.ts';
import { takeLock } from '../../../src/base/lock/take-lock.ts';
import { imageFolder, imageLock, readEntries, type UsedEntry } from './image-index.ts';
import { readPartInfo, removePart } from '../../../src/base/fetch/part-file.ts';

/** One file of the store. */
export interface ListedImage {
  /** Its name in the store. */
  readonly id: string;
  /** Absolute. */
  readonly file: string;
  /** Its name where it came from. */
  readonly title: string;
  /** On disk; holes take none. */
  readonly bytes: number;
  /** When it was last asked for: ISO 8601 UTC. */
  readonly usedAt: string;
  /** `sha256:…` of the download; `undefined` for what is unfinished. */
  readonly digest: string | undefined;
}

const WEEK_MS = 7 * 24 * 3600 * 1000;
const IMAGE = /^([0-9a-f]{64})\.(?:qcow2|raw)$/;
const PART = /^([0-9a-f]{64})(?:\.unpacked)?\.part$/;

/** All images of the store, last used first, and downloads that were broken off more than a week ago. */
export async function listImages(cacheDirectory: string): Promise<readonly ListedImage[]> {
  const folder = imageFolder(cacheDirectory);
  const names = await readFolder(folder);
  const entries = await readEntries(folder);
  const listed = await Promise.all(names.map((name) => describeFile(folder, name, entries)));
  return listed.filter((image) => image !== undefined).sort((a, b) => b.usedAt.localeCompare(a.usedAt));
}

/**
 * Removes a file of the store with all that is known about it. The caller makes sure that it is not in use. False when
 * there is no such file, or it is being fetched now.
 */
export async function removeImage(cacheDirectory: string, id: string): Promise<boolean> {
  const folder = imageFolder(cacheDirectory);
  const part = PART.exec(id)?.[1];
  if (part !== undefined) {
    using lock = await takeLock(imageLock(cacheDirectory, part));
    if (!lock || !(await pathExists(join(folder, id)))) return false;
    await removePart(join(folder, id));
    return true;
  }
  if (!IMAGE.test(id) || !(await pathExists(join(folder, id)))) return false;
  const entries = (await readEntries(folder)).filter((entry) => entry.file === id);
  // Entries first: a file without entries is found the next time, but entries without their file would stay.
  await Promise.all(entries.map((entry) => rm(entry.path, { force: true })));
  await rm(join(folder, id), { force: true });
  return true;
}

async function describeFile(
  folder: string,
  name: string,
  entries: readonly UsedEntry[],
): Promise<ListedImage | undefined> {
  const file = join(folder, name);
  const info = IMAGE.test(name) || PART.test(name) ? await stat(file).catch(() => undefined) : undefined;
  if (!info) return undefined;
  const image = { id: name, file, bytes: info.blocks * 512 };
  if (PART.test(name)) {
    // The time without the clock that is passed in: no verdict depends on it.
    if (performance.timeOrigin + performance.now() - info.mtimeMs < WEEK_MS) return undefined;
    const title = (await readPartInfo(file))?.title ?? name;
    return { ...image, title: `${title} (unfinished)`, usedAt: info.mtime.toISOString(), digest: undefined };
  }
  // Entries are sorted, last used first.
  const entry = entries.find((one) => one.file === name);
  const usedAt = new Date(entry?.usedAtMs ?? info.mtimeMs).toISOString();
  return { ...image, title: entry?.title ?? name, usedAt, digest: entry && `sha256:${entry.digest}` };
}

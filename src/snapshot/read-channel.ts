import { readdir, readlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { isPlainName, isSnapshotId, LAYOUT } from './snapshot-layout.ts';

/** Id of the snapshot a channel points to; undefined when there is no such channel. */
export async function readChannel(root: string, name: string): Promise<string | undefined> {
  if (!isPlainName(name)) return undefined;
  const target = await readlink(LAYOUT.channel(root, name)).catch(() => undefined);
  if (target === undefined) return undefined;
  const id = basename(target);
  return basename(dirname(target)) === 'snapshots' && isSnapshotId(id) ? id : undefined;
}

/** All channels of a root with the snapshot each points to, by name. */
export async function listChannels(root: string): Promise<Readonly<Record<string, string>>> {
  const names = await readdir(dirname(LAYOUT.channel(root, 'any'))).catch(() => []);
  const entries = await Promise.all(names.sort().map(async (name) => [name, await readChannel(root, name)] as const));
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}

import { readlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { hasCode } from '../../base/error/has-code.ts';
import { readFolder } from '../../base/files/read-folder.ts';
import { isSnapshotId } from '../../contract/snapshot-id.ts';
import { isPlainName, LAYOUT } from './snapshot-layout.ts';
import { withinRoot } from './within-root.ts';

/** Id of the snapshot a channel points to; undefined when there is no such channel. */
export async function readChannel(root: string, name: string): Promise<string | undefined> {
  if (!isPlainName(name)) return undefined;
  const target = await withinRoot(root, () => readTarget(LAYOUT.channel(root, name)));
  if (target === undefined) return undefined;
  const id = basename(target);
  return basename(dirname(target)) === 'snapshots' && isSnapshotId(id) ? id : undefined;
}

/** All channels of a root with the snapshot each points to, by name. */
export async function listChannels(root: string): Promise<Readonly<Record<string, string>>> {
  const names = await withinRoot(root, () => readFolder(LAYOUT.channels(root)));
  const entries = await Promise.all(names.map(async (name) => [name, await readChannel(root, name)] as const));
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}

/** Undefined where there is nothing, or something that is not a link. */
async function readTarget(link: string): Promise<string | undefined> {
  try {
    return await readlink(link);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'EINVAL')) return undefined;
    throw error;
  }
}

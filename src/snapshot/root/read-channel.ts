import { lstat, readlink, realpath } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { hasCode } from '../../base/error/has-code.ts';
import { readFolder } from '../../base/files/read-folder.ts';
import { SalternError } from '../../contract/errors.ts';
import { isSnapshotId } from '../../contract/snapshot-id.ts';
import { isPlainName, LAYOUT } from './snapshot-layout.ts';
import { withinRoot } from './within-root.ts';

/** What has the name of a channel. `odd`: something else is there; `what` goes on after its path: `is a folder`. */
export type FoundChannel =
  | { readonly kind: 'none' }
  | { readonly kind: 'at'; readonly id: string }
  | { readonly kind: 'odd'; readonly what: string };

/**
 * Id of the snapshot a channel points to, which may be gone; undefined when there is no such channel. Throws
 * `SNAPSHOT_SOURCE` where something else has its name: whatever that is, it is not to be replaced unasked.
 */
export async function readChannel(root: string, name: string): Promise<string | undefined> {
  const found = await findChannel(root, name);
  switch (found.kind) {
    case 'none':
      return undefined;
    case 'at':
      return found.id;
    case 'odd':
      throw new SalternError('SNAPSHOT_SOURCE', describeOddChannel(root, name, found.what), {
        hint: 'Look at who made it, and remove it; nothing was moved.',
      });
    default:
      return found satisfies never;
  }
}

/** All channels of a root with the snapshot each points to, by name. What is none is left out. */
export async function listChannels(root: string): Promise<Readonly<Record<string, string>>> {
  const found = await listFound(root);
  return Object.fromEntries(found.flatMap(([name, channel]) => (channel.kind === 'at' ? [[name, channel.id]] : [])));
}

/** One sentence for each thing among the channels that is none. */
export async function listOddChannels(root: string): Promise<readonly string[]> {
  const folder = await withinRoot(root, () => findOddFolder(root));
  if (folder !== undefined) return [`'${LAYOUT.channels(root)}' ${folder}`];
  const found = await listFound(root);
  return found.flatMap(([name, channel]) =>
    channel.kind === 'odd' ? [describeOddChannel(root, name, channel.what)] : [],
  );
}

async function listFound(root: string): Promise<readonly (readonly [string, FoundChannel])[]> {
  const names = await withinRoot(root, () => readFolder(LAYOUT.channels(root)));
  return await Promise.all(
    names.filter(isPlainName).map(async (name) => [name, await findChannel(root, name)] as const),
  );
}

function describeOddChannel(root: string, name: string, what: string): string {
  return `'${LAYOUT.channel(root, name)}' ${what}, so it is no channel`;
}

/** Not a link and not a folder is an error of the system's, as for every other reader of the folder. */
async function findChannel(root: string, name: string): Promise<FoundChannel> {
  if (!isPlainName(name)) return { kind: 'none' };
  return await withinRoot(root, async () => {
    const what = await findOddFolder(root);
    if (what !== undefined) return { kind: 'odd', what: `is in a folder that ${what}` };
    try {
      return await readTarget(root, LAYOUT.channel(root, name));
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return { kind: 'none' };
      throw error;
    }
  });
}

async function readTarget(root: string, link: string): Promise<FoundChannel> {
  const stats = await lstat(link);
  if (!stats.isSymbolicLink()) return { kind: 'odd', what: stats.isDirectory() ? 'is a folder' : 'is a file' };
  const target = await readlink(link);
  const id = basename(target);
  const folder = dirname(resolve(dirname(link), target));
  if (isSnapshotId(id) && (await isSameFolder(folder, LAYOUT.snapshots(root)))) return { kind: 'at', id };
  return { kind: 'odd', what: `is a link to '${target}', which is no snapshot of this root` };
}

/** A link may be written as a path that reaches the same folder through another link. */
async function isSameFolder(one: string, other: string): Promise<boolean> {
  if (one === resolve(other)) return true;
  const [here, there] = await Promise.all([one, other].map((path) => realpath(path).catch(() => undefined)));
  return here !== undefined && here === there;
}

/** The links of channels lead from the folder that they are in: elsewhere they lead to nothing. */
async function findOddFolder(root: string): Promise<string | undefined> {
  const folder = LAYOUT.channels(root);
  try {
    return (await lstat(folder)).isSymbolicLink() ? `is a link to '${await readlink(folder)}'` : undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

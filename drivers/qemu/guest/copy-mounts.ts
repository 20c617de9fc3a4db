import { readdir, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Connection } from '../../../src/contract/connection.ts';
import { SalternError } from '../../../src/contract/errors.ts';
import { packTar, type TarEntry } from '../../../src/base/tar/pack-tar.ts';

/**
 * A machine has no mounts: what is needed while preparing is copied in, and removed afterwards. Gives the guest paths
 * that were not there before, which are those to remove.
 */
export async function putMounts(
  connection: Connection,
  mounts: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const guests = Object.values(mounts);
  if (guests.length === 0) return [];
  const list = 'for one do if [ ! -e "$one" ]; then printf "%s\\n" "$one"; fi; done';
  const { stdout } = await connection.exec(['/bin/sh', '-c', list, 'sh', ...guests], { signal });
  const entries: TarEntry[] = [];
  for (const [host, guest] of Object.entries(mounts))
    entries.push(...(await listEntries(host, posix.relative('/', guest))));
  await connection.put(packTar(entries), '/', { signal });
  return stdout.split('\n').filter((line) => line !== '');
}

/** Removes what `putMounts` has put there. */
export async function removeMounts(
  connection: Connection,
  guests: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (guests.length > 0) await connection.exec(['rm', '-rf', '--', ...guests], { signal });
}

async function listEntries(host: string, guest: string): Promise<readonly TarEntry[]> {
  const found = await stat(host).catch((cause: unknown) => {
    throw new SalternError('PREPARE_FAILED', `'${host}' of 'prepare: mounts' cannot be read`, {
      hint: 'Check the path.',
      cause,
    });
  });
  if (!found.isDirectory()) return [{ kind: 'host-file', source: host, path: guest }];
  const names = await readdir(host);
  const below = await Promise.all(names.map((name) => listEntries(join(host, name), posix.join(guest, name))));
  return [{ kind: 'directory', path: guest }, ...below.flat()];
}

import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { readBaseBuilds, type BaseBuilds } from '../contract/base-builds.ts';
import type { HostContext } from '../contract/context.ts';

type Cache = Pick<HostContext, 'cacheDirectory'>;

/**
 * Where it is kept what the untouched base image of that key holds: on this machine, out of reach of guests. The key says
 * what the image is, byte for byte, so it is looked into once.
 */
export function baseBuildsFile({ cacheDirectory }: Cache, driver: string, key: string): string {
  return join(cacheDirectory, 'base-packages', `${driver}-${key.replaceAll(/[^\w.-]/g, '-')}.json`);
}

/**
 * Has `read` look into the base image, unless that is known. Undefined from `read`: it could not be found out, and the
 * next one looks again; evidence then says that nobody could. Gives the file.
 */
export async function keepBaseBuilds(
  file: string,
  read: () => Promise<readonly string[] | undefined>,
): Promise<string> {
  if ((await readBaseBuilds(file)) !== undefined) return file;
  const builds = await read();
  if (builds === undefined) return file;
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomic(file, `${JSON.stringify({ version: 1, builds } satisfies BaseBuilds)}\n`);
  return file;
}

import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DriverContext } from '../../src/contract/context.ts';

type Cache = Pick<DriverContext, 'cacheDirectory'>;

/** Notes that an instance starts from the image of this key: the engine knows only when it was made. */
export async function noteUse(cache: Cache, key: string): Promise<void> {
  try {
    await mkdir(directory(cache), { recursive: true });
    await writeFile(join(directory(cache), key), '');
  } catch {
    // Only the age of what is kept depends on it, and no run should fail for that.
  }
}

/** When it was last used, milliseconds since the epoch; undefined: not on this machine since it was made. */
export async function readUse(cache: Cache, key: string): Promise<number | undefined> {
  return await stat(join(directory(cache), key)).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}

export async function forgetUse(cache: Cache, key: string): Promise<void> {
  await rm(join(directory(cache), key), { force: true });
}

function directory({ cacheDirectory }: Cache): string {
  return join(cacheDirectory, 'docker', 'used');
}

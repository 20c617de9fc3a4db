import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DriverContext } from '../../src/contract/context.ts';

type Place = Pick<DriverContext, 'cacheDirectory'>;

/** Notes that an instance starts from the image of this key: the engine knows only when it was made. */
export async function noteUse(place: Place, key: string): Promise<void> {
  try {
    await mkdir(directory(place), { recursive: true });
    await writeFile(join(directory(place), key), '');
  } catch {
    // Only the age of what is kept hangs on it, and no run should fail for that.
  }
}

/** Milliseconds since the epoch; undefined when nobody on this machine has used it since it was made. */
export async function readUse(place: Place, key: string): Promise<number | undefined> {
  return await stat(join(directory(place), key)).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}

export async function forgetUse(place: Place, key: string): Promise<void> {
  await rm(join(directory(place), key), { force: true });
}

function directory({ cacheDirectory }: Place): string {
  return join(cacheDirectory, 'docker', 'used');
}

import { randomBytes } from 'node:crypto';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { preparedFolder, writePrepared, type PreparedState } from '../../../../../drivers/qemu/saved/prepared-store.ts';
import type { Scene } from '../scene.ts';

export interface StateOptions extends Partial<PreparedState> {
  /** Bytes of the disk. */
  readonly bytes?: number;
  /** ISO 8601. */
  readonly usedAt?: string;
}

/** A saved machine as `prepare` leaves it, with random bytes for a disk. */
export async function savedState({ cacheDirectory }: Scene, key: string, options: StateOptions = {}): Promise<void> {
  const { bytes = 4096, usedAt = '2026-01-01T00:00:00.000Z', ...change } = options;
  const folder = preparedFolder(cacheDirectory, key);
  await mkdir(folder.path, { recursive: true });
  await writeFile(folder.disk, randomBytes(bytes));
  await writePrepared(folder, {
    version: 1,
    key,
    title: `title of ${key}`,
    parent: '',
    image: '/nowhere.qcow2',
    isWarm: true,
    hostname: 'builder',
    ...change,
  });
  await utimes(folder.state, new Date(usedAt), new Date(usedAt));
}

/** An image of the store. Gives its file. */
export async function storedImage({ cacheDirectory }: Scene, digit: string): Promise<string> {
  const folder = join(cacheDirectory, 'qemu', 'images');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${digit.repeat(64)}.qcow2`);
  await writeFile(file, randomBytes(4096));
  return file;
}

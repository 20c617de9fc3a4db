import { join } from 'node:path';
import type { LockPlace } from '../../../src/base/lock/with-lock.ts';

/** Held while an image is fetched; `key` is the name of its part. */
export function imageLock(cacheDirectory: string, key: string): LockPlace {
  return { directory: join(cacheDirectory, 'locks'), key: `qemu-image-${key}` };
}

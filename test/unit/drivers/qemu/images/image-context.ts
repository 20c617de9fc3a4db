import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImageContext } from '../../../../../drivers/qemu/images/image-index.ts';
import type { ImageSource } from '../../../../../drivers/qemu/images/image-source.ts';

export interface TestContext extends ImageContext, Disposable {
  /** What `progress` was told. */
  readonly shown: string[];
  /** A folder for whatever the test needs. */
  readonly directory: string;
}

/** A store of its own; nothing of it stays. */
export function imageContext(change: Partial<ImageContext> = {}): TestContext {
  const directory = mkdtempSync(join(tmpdir(), 'saltern-images-'));
  const shown: string[] = [];
  return {
    signal: new AbortController().signal,
    cacheDirectory: join(directory, 'cache'),
    environment: process.env,
    progress: (text) => shown.push(text),
    ...change,
    shown,
    directory,
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

export function source(location: string, more: Partial<ImageSource> = {}): ImageSource {
  return { location, sha256: undefined, checksum: undefined, ...more };
}

/** Names in the store that end so. */
export async function stored({ cacheDirectory }: ImageContext, ending: string): Promise<readonly string[]> {
  const names = await readdir(join(cacheDirectory, 'qemu', 'images')).catch(() => []);
  return names.filter((name) => name.endsWith(ending));
}

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { readText } from '../../src/base/files/read-regular.ts';
import { MOST_BYTES } from '../../src/base/files/size-limits.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import { makeSshKey } from '../../src/connect/ssh/make-key.ts';
import { withLock } from '../../src/base/lock/with-lock.ts';

export interface ProjectKey {
  /** Absolute path of the private key, mode 0600. */
  readonly file: string;
  readonly publicKey: string;
}

/** The key that lets this project, and no other, into its machines; made when it is first needed. */
export async function projectKey(
  context: Pick<DriverContext, 'cacheDirectory' | 'project' | 'signal'>,
): Promise<ProjectKey> {
  const folder = join(context.cacheDirectory, 'qemu/keys');
  const file = join(folder, context.project.id);
  const lock = { directory: join(context.cacheDirectory, 'locks'), key: `qemu-key-${context.project.id}` };
  const found = await readKey(file);
  if (found !== undefined) return { file, publicKey: found };
  return await withLock(
    lock,
    async () => {
      const made = await readKey(file);
      if (made !== undefined) return { file, publicKey: made };
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const key = makeSshKey(`saltern ${context.project.id}`);
      await writeFileAtomic(`${file}.pub`, `${key.publicKey}\n`, { mode: 0o644 });
      await writeFileAtomic(file, key.privateKey, { mode: 0o600 });
      return { file, publicKey: key.publicKey };
    },
    { signal: context.signal },
  );
}

async function readKey(file: string): Promise<string | undefined> {
  // The private half is written last: when it is there, both are.
  if ((await readText(file, MOST_BYTES.settings).catch(() => '')) === '') return undefined;
  return (await readText(`${file}.pub`, MOST_BYTES.settings)).trim();
}

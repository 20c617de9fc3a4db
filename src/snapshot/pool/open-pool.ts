import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncToDisk } from '../../base/files/sync-to-disk.ts';
import { type Checksum, type Pool, type PooledFile, WrongFile } from '../../contract/source.ts';
import { formatChecksum } from '../metadata/checksum.ts';
import { LAYOUT } from '../root/snapshot-layout.ts';
import { digestFile } from './digest-file.ts';

/** The pool of a snapshot root, whose folders must be there. */
export function openPool(root: string): Pool {
  return {
    async addFile(path, expected, signal) {
      if (expected?.type === 'sha256' && (await exists(LAYOUT.pooled(root, expected.hex))))
        return check(await digestFile(path, expected, signal), expected);
      return addWritten(root, (to) => copyFile(path, to, constants.COPYFILE_FICLONE), { expected, signal });
    },
    addWritten: (write, expected, signal) => addWritten(root, write, { expected, signal }),
    async addBytes(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      if (!(await exists(LAYOUT.pooled(root, sha256)))) {
        const temporary = temporaryFile(root);
        await writeFile(temporary, bytes);
        await commit(root, temporary, sha256);
      }
      return { sha256, also: undefined };
    },
  };
}

async function addWritten(
  root: string,
  write: (path: string) => Promise<void>,
  { expected, signal }: { readonly expected: Checksum | undefined; readonly signal: AbortSignal },
): Promise<PooledFile> {
  const temporary = temporaryFile(root);
  try {
    await write(temporary);
    const digests = check(await digestFile(temporary, expected, signal), expected);
    await commit(root, temporary, digests.sha256);
    return digests;
  } finally {
    await rm(temporary, { force: true });
  }
}

function check(found: PooledFile, expected: Checksum | undefined): PooledFile {
  if (expected === undefined) return found;
  const text = found.also ?? `sha256:${found.sha256}`;
  if (text === formatChecksum(expected)) return found;
  const { type, hex } = expected;
  throw new WrongFile('damaged', `is damaged: its ${type} is ${text.slice(type.length + 1)}, the metadata says ${hex}`);
}

/** Makes the file read-only, forces it to disk and only then names it by its digest. */
async function commit(root: string, temporary: string, sha256: string): Promise<void> {
  const target = LAYOUT.pooled(root, sha256);
  await mkdir(dirname(target), { recursive: true });
  await chmod(temporary, 0o444);
  await syncToDisk(temporary);
  await rename(temporary, target);
}

function temporaryFile(root: string): string {
  return join(LAYOUT.poolTemporary(root), crypto.randomUUID());
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

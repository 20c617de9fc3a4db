import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { readBytes } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import type { OtherFile } from '../../contract/snapshot.ts';
import { type Pool, REPOMD, type SourceMember, WrongFile } from '../../contract/source.ts';

export interface KeptMember {
  /** Absolute folder of the member in its snapshot. */
  readonly folder: string;
  /** What its manifest says lies there beside metadata and packages. */
  readonly others: readonly OtherFile[];
  readonly pool: Pool;
  readonly signal: AbortSignal;
}

/**
 * A repository of a snapshot, to be taken once more: its files are the pool's own, known by their checksum, and are held to
 * the metadata like those of any source. Throws UnreadableError.
 */
export async function openKept({ folder, others, pool, signal }: KeptMember): Promise<SourceMember> {
  const repomd = await readBytes(join(folder, REPOMD), MOST_BYTES.record);
  return {
    title: folder,
    repomd,
    known: ({ checksum }) => (checksum?.type === 'sha256' ? { sha256: checksum.hex, also: undefined } : undefined),
    async add({ path, checksum }) {
      const file = join(folder, path);
      const stats = await lstat(file).catch((error: unknown) => {
        throw new WrongFile('missing', 'is missing', error);
      });
      if (!stats.isFile()) throw new WrongFile('missing', 'is missing');
      return await pool.addFile(file, checksum, signal);
    },
    others: () => Promise.resolve(others.map(({ path }) => path)),
    finish: () => Promise.resolve(),
  };
}

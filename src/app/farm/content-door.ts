import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathExists } from '../../base/files/path-exists.ts';
import { readBytes } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { SalternError } from '../../contract/errors.ts';
import type { FarmBench, FarmDesk } from '../../contract/farm.ts';

/** Where content is put, and taken from: the database, or a folder that all machines see. */
export type ContentDoor = Pick<FarmDesk, 'lacks' | 'putContent' | 'getContent'>;

/** Content as files of a folder, named by their digests. Whoever reads verifies, so nothing here is trusted. */
export function sharedFolder(folder: string): ContentDoor {
  const fileOf = (digest: string): string => {
    const hex = /^sha256:([0-9a-f]{64})$/u.exec(digest)?.[1];
    if (hex === undefined) throw new SalternError('FARM_CONTENT', `'${digest}' is no digest of a content`);
    return join(folder, hex.slice(0, 2), hex);
  };
  return {
    async lacks(digests) {
      const there = await Promise.all(digests.map((digest) => pathExists(fileOf(digest))));
      return digests.filter((_, index) => there[index] !== true);
    },
    async putContent(digest, bytes) {
      const file = fileOf(digest);
      const aside = `${file}.${process.pid}.new`;
      await mkdir(join(file, '..'), { recursive: true });
      await writeFile(aside, bytes, { mode: 0o640 });
      await rename(aside, file);
    },
    async getContent(digest) {
      const file = fileOf(digest);
      return (await pathExists(file)) ? await readBytes(file, MOST_BYTES.content) : undefined;
    },
  };
}

/** What a worker reads its content through: the shared folder where it has one, and the database for the rest. */
export function contentReader(
  bench: Pick<FarmBench, 'getContent'>,
  folder: string | undefined,
): FarmBench['getContent'] {
  if (folder === undefined) return (digest) => bench.getContent(digest);
  const shared = sharedFolder(folder);
  return async (digest) => (await shared.getContent(digest)) ?? (await bench.getContent(digest));
}

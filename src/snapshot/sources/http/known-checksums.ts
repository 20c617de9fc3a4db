import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readText } from '../../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../../base/files/size-limits.ts';
import type { Checksum, PooledFile } from '../../../contract/source.ts';
import { formatChecksum } from '../../metadata/checksum.ts';

/** Which sha256 belongs to a checksum of another kind, found out when its file was fetched. */
export interface KnownChecksums {
  /** A sha256 is known by itself. */
  find(checksum: Checksum): PooledFile | undefined;
  note(checksum: Checksum, file: PooledFile): void;
  /** Keeps what was asked for or noted; losing it costs fetching again. */
  save(): Promise<void>;
}

/** The notes of one repository, a line each. */
export async function openChecksums(file: string): Promise<KnownChecksums> {
  const before = parse(await readText(file, MOST_BYTES.log).catch(() => ''));
  const after = new Map<string, string>();
  return {
    find(checksum) {
      if (checksum.type === 'sha256') return { sha256: checksum.hex, also: undefined };
      const also = formatChecksum(checksum);
      const sha256 = after.get(also) ?? before.get(also);
      if (sha256 === undefined) return undefined;
      after.set(also, sha256);
      return { sha256, also };
    },
    note(checksum, { sha256 }) {
      if (checksum.type !== 'sha256') after.set(formatChecksum(checksum), sha256);
    },
    async save() {
      if (after.size === 0) return;
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, [...after].map((row) => `${row.join(' ')}\n`).join(''));
    },
  };
}

/** What is no such line is left out: it only saves time, and the pool is asked all the same. */
function parse(text: string): ReadonlyMap<string, string> {
  const rows = text.matchAll(/^([a-z0-9]+:[0-9a-f]+) ([0-9a-f]{64})$/gm);
  return new Map([...rows].map(([, also = '', sha256 = '']) => [also, sha256]));
}

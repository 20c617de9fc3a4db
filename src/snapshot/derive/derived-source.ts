import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { hasCode } from '../../base/error/has-code.ts';
import type { OtherFile } from '../../contract/snapshot.ts';
import { type Pool, type Source, type SourceMember, type WantedFile, WrongFile } from '../../contract/source.ts';
import { formatChecksum } from '../metadata/checksum.ts';
import type { HashedFiles } from '../pool/hashed-files.ts';

/** A member that is put together from files that are somewhere on this disk. */
export interface GatheredMember {
  readonly name: string;
  /** What it is, for sentences. */
  readonly title: string;
  readonly repomd: Uint8Array;
  /** Absolute path of a file by its path in the repository. */
  readonly locate: (path: string) => string;
  /** Files that no metadata names. */
  readonly others: readonly OtherFile[];
}

/** Members in the form of a source, so that they are checked and linked like those of a mirror. */
export function derivedSource(members: readonly GatheredMember[], hashed: HashedFiles): Source {
  const find = (name: string): GatheredMember => {
    const member = members.find((one) => one.name === name);
    if (member === undefined) throw new Error(`there is no member '${name}'`);
    return member;
  };
  return {
    name: 'derived',
    title: members[0]?.title ?? '',
    members: () => Promise.resolve(members.map(({ name }) => name)),
    metadataDigest: (name) => Promise.resolve(`sha256:${createHash('sha256').update(find(name).repomd).digest('hex')}`),
    open: (name, { pool }, { signal }) => Promise.resolve(openMember(find(name), { pool, hashed, signal })),
  };
}

interface MemberUse {
  readonly pool: Pool;
  readonly hashed: HashedFiles;
  readonly signal: AbortSignal;
}

function openMember(
  { title, repomd, locate, others }: GatheredMember,
  { pool, hashed, signal }: MemberUse,
): SourceMember {
  const sums = new Map(others.map(({ path, sha256 }) => [path, { type: 'sha256', hex: sha256 } as const]));
  const checksumOf = ({ path, checksum }: WantedFile) => checksum ?? sums.get(path);
  return {
    title,
    repomd,
    known(file) {
      const stats = statSync(locate(file.path), { throwIfNoEntry: false });
      if (stats === undefined) throw new WrongFile('missing', 'is missing');
      const known = hashed.known(stats);
      const checksum = checksumOf(file);
      if (known === undefined || checksum === undefined) return undefined;
      const text = checksum.type === 'sha256' ? `sha256:${known.sha256}` : known.also;
      return text === formatChecksum(checksum) ? known : undefined;
    },
    async add(file) {
      try {
        return await pool.addFile(locate(file.path), checksumOf(file), signal);
      } catch (error) {
        throw hasCode(error, 'ENOENT') ? new WrongFile('missing', 'is missing', error) : error;
      }
    },
    others: () => Promise.resolve(others.map(({ path }) => path)),
    finish: () => Promise.resolve(),
  };
}

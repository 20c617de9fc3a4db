import { rm } from 'node:fs/promises';
import { BaseError } from '../../../base/error/base-error.ts';
import { limitSlots } from '../../../base/wait/limit-slots.ts';
import { shareWork } from '../../../base/wait/share-work.ts';
import { showUrl } from '../../../base/web/describe-trouble.ts';
import { type Pool, type PooledFile, type SourceMember, type WantedFile, WrongFile } from '../../../contract/source.ts';
import { sourceTrouble } from '../../../contract/source-trouble.ts';
import { formatChecksum } from '../../metadata/checksum.ts';
import { fetchFile } from './fetch-file.ts';
import { openChecksums } from './known-checksums.ts';
import { listOthers } from './list-others.ts';
import { type FoundRepository, urlWithin } from './open-repository.ts';
import type { HttpRepository } from './settle-repository.ts';
import { type MirrorTries, orderMirrors, tryMirrors } from './try-mirrors.ts';

export interface HttpMemberOptions {
  readonly repository: HttpRepository;
  readonly found: FoundRepository;
  readonly pool: Pool;
  /** Absolute path without an ending, for what is kept until next time. */
  readonly notes: string;
  readonly tries: MirrorTries;
  readonly windowMs: number;
  readonly atOnce: number;
}

/**
 * A repository to be taken: everything that has a checksum is known by it, so what the pool has is not asked for, whichever
 * mirror or other repository it came from.
 */
export async function openHttpMember(options: HttpMemberOptions): Promise<SourceMember> {
  const { repository, found, pool, notes, tries, windowMs, atOnce } = options;
  const { signal } = tries;
  const transfers = { client: found.client, windowMs, signal };
  const fetching = { pool, transfers, parts: `${notes}.parts` };
  const checksums = await openChecksums(`${notes}.checksums`);
  const slots = limitSlots(atOnce);
  const shared = shareWork<PooledFile>();
  const others = listOthers(repository, { transfers, tries, folder: found.folder });

  const fetchOther = async (file: WantedFile, onBytes?: (bytes: number) => void): Promise<PooledFile> => {
    const where = others.locate(file.path);
    try {
      return await tryMirrors(orderMirrors([where]), tries, (url) => fetchFile(url, { ...file, onBytes }, fetching));
    } catch (error) {
      if (!(error instanceof WrongFile)) throw error;
      throw new BaseError('transfer', `'${showUrl(where)}' of '${repository.name}' ${error.message}`, {
        hint: "Check its 'keys' and 'files': no metadata names these.",
        cause: error,
      });
    }
  };

  const fetchAny = async (file: WantedFile, onBytes?: (bytes: number) => void): Promise<PooledFile> => {
    using _slot = await slots.take(signal);
    if (file.checksum === undefined) return await fetchOther(file, onBytes);
    return await tryMirrors(found.mirrors, tries, (folder) =>
      fetchFile(urlWithin(folder, file), { ...file, onBytes }, fetching),
    );
  };

  return {
    title: showUrl(found.folder).replace(/\/$/, ''),
    repomd: found.repomd,
    atOnce,
    known: ({ checksum }) => (checksum === undefined ? undefined : checksums.find(checksum)),
    async add(file, onBytes) {
      signal.throwIfAborted();
      const { checksum } = file;
      const known = checksum && checksums.find(checksum);
      if (known !== undefined && (await pool.holds(known.sha256, signal))) return known;
      try {
        const key = checksum === undefined ? file.path : formatChecksum(checksum);
        const added = await shared.do(key, () => fetchAny(file, onBytes), signal);
        if (checksum !== undefined) checksums.note(checksum, added);
        return added;
      } catch (error) {
        signal.throwIfAborted();
        throw sourceTrouble(error);
      }
    },
    others: () => others.list(),
    async finish() {
      // Whatever is left there belongs to files that nobody wants any more.
      await rm(fetching.parts, { recursive: true, force: true });
      await checksums.save();
    },
  };
}

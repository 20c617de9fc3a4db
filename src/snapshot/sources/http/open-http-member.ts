import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BaseError } from '../../../base/error/base-error.ts';
import { MOST_BYTES } from '../../../base/files/size-limits.ts';
import { limitSlots } from '../../../base/wait/limit-slots.ts';
import { shareWork } from '../../../base/wait/share-work.ts';
import { showUrl } from '../../../base/web/describe-trouble.ts';
import {
  type Checksum,
  type Pool,
  type PooledFile,
  type SourceMember,
  type WantedFile,
  WrongFile,
} from '../../../contract/source.ts';
import { sourceTrouble } from '../../../contract/source-trouble.ts';
import { formatChecksum } from '../../metadata/checksum.ts';
import { openChecksums } from './known-checksums.ts';
import { listOthers } from './list-others.ts';
import { type FoundRepository, urlWithin } from './open-repository.ts';
import { receiveBytes, receivePart, type Wanted } from './receive.ts';
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

/** Files up to this size are fetched into memory: to fetch one again is less than to keep a part of it. */
const SMALL = 2 ** 20;
/** Of what no metadata says the size of. */
const MOST_UNSAID = MOST_BYTES.content;

/**
 * A repository to be taken: everything that has a checksum is known by it, so what the pool has is not asked for, whichever
 * mirror or other repository it came from.
 */
export async function openHttpMember(options: HttpMemberOptions): Promise<SourceMember> {
  const { repository, found, pool, notes, tries, windowMs, atOnce } = options;
  const { signal } = tries;
  const transfers = { client: found.client, windowMs, signal };
  const parts = `${notes}.parts`;
  const checksums = await openChecksums(`${notes}.checksums`);
  const slots = limitSlots(atOnce);
  const shared = shareWork<PooledFile>();
  const others = listOthers(repository, { transfers, tries, folder: found.folder });

  const fetchSmall = async (wanted: Wanted, checksum: Checksum | undefined): Promise<PooledFile> =>
    await pool.addBytes(await receiveBytes(transfers, wanted), checksum);

  const fetchLarge = async (wanted: Wanted, checksum: Checksum): Promise<PooledFile> => {
    await mkdir(parts, { recursive: true });
    const part = join(parts, `${checksum.type}-${checksum.hex}`);
    const attempt = async (): Promise<PooledFile | 'again'> => {
      const { isResumed } = await receivePart(transfers, { ...wanted, part });
      try {
        return await pool.addWritten((path) => rename(part, path), checksum, signal);
      } catch (error) {
        // Then the bytes of an earlier try may be the wrong ones; they are gone now.
        if (error instanceof WrongFile && isResumed) return 'again';
        throw error;
      }
    };
    try {
      const first = await attempt();
      const done = first === 'again' ? await attempt() : first;
      if (done !== 'again') return done;
      throw new WrongFile('damaged', 'is damaged each time it is fetched');
    } catch (error) {
      if (error instanceof WrongFile) await rm(part, { force: true });
      throw error;
    }
  };

  const fetchFrom = async (url: URL, { checksum, size }: WantedFile, onBytes?: (bytes: number) => void) => {
    const isLarge = checksum !== undefined && (size === undefined || size > SMALL);
    const wanted = { url, size, mostBytes: MOST_UNSAID, onBytes };
    return isLarge ? await fetchLarge(wanted, checksum) : await fetchSmall(wanted, checksum);
  };

  const fetchOther = async (file: WantedFile, onBytes?: (bytes: number) => void): Promise<PooledFile> => {
    const where = others.locate(file.path);
    try {
      return await tryMirrors(orderMirrors([where]), tries, (url) => fetchFrom(url, file, onBytes));
    } catch (error) {
      if (!(error instanceof WrongFile)) throw error;
      throw new BaseError('transfer', `'${showUrl(where)}' of '${repository.name}' ${error.message}`, {
        hint: "Check its 'keys' and 'files': no metadata names these.",
        cause: error,
      });
    }
  };

  const fetchFile = async (file: WantedFile, onBytes?: (bytes: number) => void): Promise<PooledFile> => {
    using _slot = await slots.take(signal);
    if (file.checksum === undefined) return await fetchOther(file, onBytes);
    return await tryMirrors(found.mirrors, tries, (folder) => fetchFrom(urlWithin(folder, file), file, onBytes));
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
        const added = await shared.do(key, () => fetchFile(file, onBytes), signal);
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
      await rm(parts, { recursive: true, force: true });
      await checksums.save();
    },
  };
}

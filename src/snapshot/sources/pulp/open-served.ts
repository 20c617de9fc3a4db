import { open } from 'node:fs/promises';
import { urlOf } from '../../../base/pulp/distribution.ts';
import type { Pulp } from '../../../base/pulp/open-pulp.ts';
import { expectGiven, readBody, readServed } from '../../../base/pulp/read-served.ts';
import type { WebAnswer } from '../../../base/web/open-web.ts';
import { type Pool, REPOMD, type SourceMember, type WantedFile, WrongFile } from '../../../contract/source.ts';
import { sourceTrouble } from '../../../contract/source-trouble.ts';
import type { PinnedVersion } from './pin-version.ts';

export interface ServedOptions {
  readonly pulp: Pulp;
  readonly pinned: PinnedVersion;
  readonly pool: Pool;
  readonly signal: AbortSignal;
}

/** What Pulp publishes beside the metadata where it signs or mirrors. */
const OTHERS = [`${REPOMD}.asc`, `${REPOMD}.key`];
/** Bytes that a file of unknown size may have. */
const MOST_UNKNOWN = 2 ** 20;

/** A publication to be taken, by the distribution that is pinned to it. Throws BaseError `transfer`. */
export async function openServed({ pulp, pinned, pool, signal }: ServedOptions): Promise<SourceMember> {
  const { distribution, publication } = pinned;
  const get = (path: string): Promise<WebAnswer> => pulp.content(distribution, path, signal);
  const serves = async (path: string): Promise<boolean> => {
    const answer = await get(path);
    answer.body.destroy();
    if (answer.status === 404) return false;
    expectGiven(answer, urlOf(distribution, path));
    return true;
  };
  const explain = (error: unknown): unknown => {
    signal.throwIfAborted();
    return sourceTrouble(error);
  };
  return {
    title: distribution.base_url.replace(/\/$/, ''),
    repomd: await readServed(pulp, { distribution, path: REPOMD }, signal),
    origin: { source: 'pulp', ref: publication },
    // What has the checksum is the file, wherever it came from.
    known: ({ checksum }) => (checksum?.type === 'sha256' ? { sha256: checksum.hex, also: undefined } : undefined),
    async add(file) {
      const url = urlOf(distribution, file.path);
      const write = async (to: string): Promise<void> => {
        const answer = await get(file.path);
        // It answers 500 for a file that its own store has lost, too; what it still has, it serves.
        if (answer.status === 404 || (answer.status === 500 && (await serves(REPOMD)))) {
          answer.body.destroy();
          throw new WrongFile('missing', 'is missing', new Error(`'${url}' answered ${answer.status}`));
        }
        await writeBody(answer, { file, url, to, signal });
      };
      return await pool.addWritten(write, file.checksum, signal).catch((error: unknown) => {
        throw explain(error);
      });
    },
    async others() {
      const found = [];
      for (const path of OTHERS) {
        const isThere = await serves(path).catch((error: unknown) => {
          throw explain(error);
        });
        if (isThere) found.push(path);
      }
      return found;
    },
    finish: () => Promise.resolve(),
  };
}

interface Writing {
  readonly file: WantedFile;
  readonly url: string;
  readonly to: string;
  readonly signal: AbortSignal;
}

async function writeBody(answer: WebAnswer, { file, url, to, signal }: Writing): Promise<void> {
  expectGiven(answer, url);
  const most = file.size ?? MOST_UNKNOWN;
  await using handle = await open(to, 'wx');
  let bytes = 0;
  for await (const piece of readBody(answer, url, signal)) {
    bytes += piece.length;
    if (bytes > most) break;
    await handle.write(piece);
  }
  if (bytes > most) throw new WrongFile('damaged', `is damaged: it has more than ${most} bytes`);
  if (file.size === undefined || bytes === file.size) return;
  throw new WrongFile('damaged', `is damaged: it has ${bytes} bytes, the metadata says ${file.size}`);
}

import { createHash } from 'node:crypto';
import { BaseError } from '../../../base/error/base-error.ts';
import { MOST_BYTES } from '../../../base/files/size-limits.ts';
import { showUrl } from '../../../base/web/describe-trouble.ts';
import { openWeb, type WebClient } from '../../../base/web/open-web.ts';
import { readTls } from '../../../base/web/read-tls.ts';
import { REPOMD, type WantedFile, WrongFile } from '../../../contract/source.ts';
import { type MirrorList, parseMetalink, parseMirrorlist } from './parse-mirrors.ts';
import { receiveBytes, type Transfers } from './receive.ts';
import type { HttpRepository } from './settle-repository.ts';
import { type Mirrors, type MirrorTries, orderMirrors, tryMirrors } from './try-mirrors.ts';

/** How to talk to servers. */
export interface HttpPatience {
  readonly windowMs: number;
  readonly pauseMs: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A repository that was found: where it is, and its table of contents. */
export interface FoundRepository {
  readonly mirrors: Mirrors;
  readonly client: WebClient;
  readonly repomd: Buffer;
  /** The folder that gave it. */
  readonly folder: URL;
}

export interface OpenOptions {
  readonly patience: HttpPatience;
  /** What was found the last time, a moment ago. */
  readonly before: FoundRepository | undefined;
  readonly signal: AbortSignal;
}

/**
 * Finds a repository's mirrors and reads its `repomd.xml`: from the first that has one, of those that have the newest
 * where the metalink says which that is. Throws `WrongFile` where none has one, BaseError `transfer`, UnreadableError for a
 * certificate.
 */
export async function openRepository(
  repository: HttpRepository,
  { patience, before, signal }: OpenOptions,
): Promise<FoundRepository> {
  const { windowMs, pauseMs, environment } = patience;
  const client =
    before?.client ?? openWeb({ environment, logins: repository.logins, tls: await readTls(repository.tls) });
  const transfers = { client, windowMs, signal };
  // A metalink changes with the repository; which mirrors there are, and which of them answer, does not.
  const isKnown = before !== undefined && repository.list?.kind !== 'metalink';
  const list = isKnown
    ? { urls: before.mirrors.urls(), repomd: [] }
    : await readList(repository, transfers, { signal, pauseMs });
  const mirrors = isKnown ? before.mirrors : orderMirrors(list.urls);
  const found = await readRepomd(mirrors, list, { transfers, tries: { signal, pauseMs } });
  mirrors.prefer(found.folder);
  return { mirrors, client, ...found };
}

/** Where a file of a repository is. The query stays, for it may hold a token. */
export function urlWithin(folder: URL, { path }: Pick<WantedFile, 'path'>): URL {
  const url = new URL(folder);
  url.pathname += path.split('/').map(encodeURIComponent).join('/');
  return url;
}

const MOST_LIST = 4 * 2 ** 20;

async function readList({ urls, list }: HttpRepository, transfers: Transfers, tries: MirrorTries): Promise<MirrorList> {
  if (list === undefined) return { urls, repomd: [] };
  const bytes = await tryMirrors(orderMirrors([list.url]), tries, (url) =>
    receiveBytes(transfers, { url, size: undefined, mostBytes: MOST_LIST }),
  ).catch((error: unknown) => {
    if (!(error instanceof WrongFile)) throw error;
    throw new BaseError('transfer', `The ${list.kind} '${showUrl(list.url)}' ${error.message}`, {
      hint: 'Check the address.',
      cause: error,
    });
  });
  const read = list.kind === 'metalink' ? parseMetalink(bytes.toString()) : parseMirrorlist(bytes.toString());
  if (read.urls.length > 0) return read;
  throw new BaseError('transfer', `'${showUrl(list.url)}' names no mirror by http or https`, {
    hint: `See that it is a ${list.kind}, and that its query names the repository.`,
  });
}

interface RepomdReading {
  readonly transfers: Transfers;
  readonly tries: MirrorTries;
}

type ReadRepomd = Pick<FoundRepository, 'repomd' | 'folder'>;

async function readRepomd(mirrors: Mirrors, list: MirrorList, reading: RepomdReading): Promise<ReadRepomd> {
  const [newest] = list.repomd;
  const older: ReadRepomd[] = [];
  try {
    return await tryMirrors(mirrors, reading.tries, async (folder) => {
      const url = urlWithin(folder, { path: REPOMD });
      const repomd = await receiveBytes(reading.transfers, { url, size: undefined, mostBytes: MOST_BYTES.record });
      if (!repomd.includes('<repomd')) throw noRepomd(url);
      const digest = createHash('sha256').update(repomd).digest('hex');
      if (newest === undefined || digest === newest) return { repomd, folder };
      const isOlder = list.repomd.includes(digest);
      if (isOlder) older.push({ repomd, folder });
      throw new BaseError(
        'transfer',
        `'${showUrl(url)}' is not the one that the metalink names: its sha256 is ${digest}`,
        {
          hint: 'The mirrors or the metalink have not followed yet; try again later.',
          isTransient: !isOlder,
        },
      );
    });
  } catch (error) {
    // Until the first mirror has followed, the one before it is what there is.
    const [next] = list.repomd.flatMap((hex) => older.find(({ repomd }) => sha256Of(repomd) === hex) ?? []);
    if (next === undefined || reading.tries.signal.aborted) throw error;
    return next;
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A page for people, as of a proxy that wants a login. */
function noRepomd(url: URL): BaseError {
  return new BaseError('transfer', `'${showUrl(url)}' is no repomd.xml but something else, perhaps a page of a proxy`, {
    hint: 'Open the address in a browser; it should be an XML file.',
  });
}

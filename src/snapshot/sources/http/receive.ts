import { open, stat } from 'node:fs/promises';
import { BaseError } from '../../../base/error/base-error.ts';
import { hasCode } from '../../../base/error/has-code.ts';
import { UnreadableError } from '../../../base/error/unreadable-error.ts';
import { describeStatus, describeTrouble, showUrl } from '../../../base/web/describe-trouble.ts';
import { openFileUrl } from '../../../base/web/open-file-url.ts';
import type { WebAnswer, WebClient } from '../../../base/web/open-web.ts';
import { type RateWatch, watchRate } from '../../../base/web/watch-rate.ts';
import { WrongFile } from '../../../contract/source.ts';

/** What every transfer of a repository has. */
export interface Transfers {
  readonly client: WebClient;
  /** See `watchRate`, milliseconds. */
  readonly windowMs: number;
  readonly signal: AbortSignal;
}

export interface Wanted {
  readonly url: URL;
  /** Bytes that it has; undefined: nobody says. */
  readonly size: number | undefined;
  /** Bytes that it may have where nobody says. */
  readonly mostBytes: number;
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** All bytes of a small file. Throws `WrongFile`, BaseError `transfer`, and the signal's reason. */
export async function receiveBytes(transfers: Transfers, wanted: Wanted): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  await receive(transfers, { ...wanted, from: 0 }, async ({ pieces: coming }) => {
    for await (const piece of coming) pieces.push(piece);
  });
  return Buffer.concat(pieces);
}

/**
 * A file into `part`, from where an earlier try stopped; what the server sends instead is taken from its beginning.
 * `isResumed`: some of it came earlier, so wrong bytes may be those. Throws what `receiveBytes` throws; what has come
 * stays unless it cannot be right.
 */
export async function receivePart(
  transfers: Transfers,
  wanted: Wanted & { readonly part: string },
): Promise<{ readonly isResumed: boolean }> {
  const { part, size } = wanted;
  const had = (await stat(part).catch(() => undefined))?.size ?? 0;
  if (had > 0 && had === size) return { isResumed: true };
  // What an earlier try left of another length than it may have is no beginning of it.
  const from = size === undefined || had > size ? 0 : had;
  const start = await receive(transfers, { ...wanted, from }, async ({ start: at, pieces }) => {
    await using file = await open(part, at === 0 ? 'w' : 'r+', 0o600);
    await file.truncate(at);
    let done = at;
    for await (const piece of pieces) {
      await file.write(piece, 0, piece.length, done);
      done += piece.length;
    }
  });
  return { isResumed: start > 0 };
}

interface Coming {
  /** Offset of the first byte that comes. */
  readonly start: number;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** Gives the offset at which the server began. */
async function receive(
  transfers: Transfers,
  wanted: Wanted & { readonly from: number },
  take: (coming: Coming) => Promise<void>,
): Promise<number> {
  const { client, signal, windowMs } = transfers;
  const { url, from } = wanted;
  using watch = watchRate(showUrl(url), signal, windowMs);
  const headers = from === 0 ? {} : { range: `bytes=${from}-` };
  try {
    const answer = await ask(client, url, { headers, signal: watch.signal });
    try {
      const start = startOf(answer, wanted);
      if (start !== undefined) {
        await take({ start, pieces: readBody(answer, { ...wanted, start, watch }) });
        return start;
      }
    } finally {
      answer.body.destroy();
    }
  } catch (error) {
    watch.signal.throwIfAborted();
    if (error instanceof WrongFile || error instanceof BaseError) throw error;
    // An error of this machine's own disk is not the server's.
    throw isOwn(error) ? error : describeTrouble(url, error);
  }
  // It does not take the range: from the beginning, then.
  return await receive(transfers, { ...wanted, from: 0 }, take);
}

function ask(client: WebClient, url: URL, request: Parameters<WebClient['send']>[1]): Promise<WebAnswer> {
  return url.protocol === 'file:' ? openFileUrl(url, request.signal) : client.send(url, request);
}

/** Undefined: the answer is to a range that was not asked for, and the whole file is to be asked for. */
function startOf(answer: WebAnswer, { url, from }: { readonly url: URL; readonly from: number }): number | undefined {
  const { status } = answer;
  const hasMoved = answer.url.origin !== url.origin;
  if (status === 404 || status === 410) throw new WrongFile('missing', 'is missing');
  if (status === 206 && from > 0)
    return answer.header('content-range')?.startsWith(`bytes ${from}-`) === true ? from : undefined;
  if (status === 416 && from > 0) return undefined;
  if (status !== 200) throw describeStatus(url, status, hasMoved ? answer.url : undefined);
  return 0;
}

interface Body extends Wanted {
  readonly start: number;
  readonly watch: RateWatch;
}

async function* readBody(
  answer: WebAnswer,
  { start, size, mostBytes, watch, onBytes }: Body,
): AsyncGenerator<Uint8Array> {
  const length = answer.header('content-length');
  if (size !== undefined && length !== undefined && start + Number(length) !== size)
    throw wrongSize(String(start + Number(length)), size);
  let done = start;
  for await (const piece of answer.body) {
    watch.came(piece.length);
    onBytes?.(piece.length);
    done += piece.length;
    if (done > (size ?? mostBytes)) throw wrongSize(`more than ${size ?? mostBytes}`, size);
    yield piece;
  }
  if (size !== undefined && done < size) throw wrongSize(String(done), size);
}

function wrongSize(found: string, size: number | undefined): WrongFile {
  const said = size === undefined ? 'no such file may have more' : `the metadata says ${size}`;
  return new WrongFile('damaged', `is damaged: it has ${found} bytes, ${said}`);
}

/** Of the file that is written, or read here. */
function isOwn(error: unknown): boolean {
  return error instanceof UnreadableError || hasCode(error, 'ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'ENOENT', 'EFBIG');
}

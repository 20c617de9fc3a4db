import { BaseError } from '../error/base-error.ts';
import { isPassingStatus } from '../fetch/is-passing-status.ts';
import type { WebAnswer } from '../web/open-web.ts';
import { type Distribution, urlOf } from './distribution.ts';
import type { Pulp } from './open-pulp.ts';

/** Bytes that a table of contents may have. */
const MOST_BYTES = 2 ** 22;

/** A small file that a distribution serves. Throws BaseError `transfer`, and the signal's reason. */
export async function readServed(
  pulp: Pulp,
  { distribution, path }: { readonly distribution: Distribution; readonly path: string },
  signal: AbortSignal,
): Promise<Buffer> {
  const url = urlOf(distribution, path);
  const answer = await pulp.content(distribution, path, signal);
  expectGiven(answer, url);
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of readBody(answer, url, signal)) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > MOST_BYTES) throw new BaseError('transfer', `'${url}' is larger than any such file`);
  }
  return Buffer.concat(pieces);
}

/** Throws BaseError `transfer` where a content server gave no file. */
export function expectGiven({ status, body }: WebAnswer, url: string): void {
  if (status === 200) return;
  body.destroy();
  const isRefused = status === 401 || status === 403;
  throw new BaseError('transfer', `'${url}' answered ${status}`, {
    hint: isRefused
      ? 'Its content guard lets nobody in with what was sent: look at user, certificate and header.'
      : "Look at the log of Pulp's content server.",
    isTransient: isPassingStatus(status),
  });
}

/** The pieces of an answer. Throws BaseError `transfer` where it breaks off, and the signal's reason. */
export async function* readBody({ body }: WebAnswer, url: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of body) yield piece;
  } catch (error) {
    signal.throwIfAborted();
    throw new BaseError('transfer', `'${url}' broke off`, { cause: error, isTransient: true });
  }
}

import { readUrl } from '../../../src/base/fetch/open-url.ts';
import { showLocation } from '../../../src/base/fetch/parse-location.ts';
import { watchStall } from '../../../src/base/fetch/watch-stall.ts';
import { withCode } from '../../../src/contract/with-code.ts';
import type { ImageContext } from './image-index.ts';

/** What to do when a server does not have what an image's address names. */
export const MISSING_HINT =
  "Check the address: mirrors remove old builds. A '*' in one segment of the path stands for the newest.";

/**
 * A checksum file or a listing: at most `limit` bytes of it, and the URL after redirects; `undefined` for a status in
 * `absent`. Throws IMAGE_PULL.
 */
export async function readPage(
  url: URL,
  answers: { readonly limit: number; readonly absent: readonly number[] },
  { signal, environment }: Pick<ImageContext, 'signal' | 'environment'>,
): Promise<{ readonly text: string; readonly url: string } | undefined> {
  using watch = watchStall(showLocation({ kind: 'http', url }), signal);
  try {
    return await readUrl({ url, missingHint: MISSING_HINT, signal: watch.signal, environment }, answers);
  } catch (error) {
    throw withCode(error, 'IMAGE_PULL');
  }
}

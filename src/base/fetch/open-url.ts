import { BaseError } from '../error/base-error.ts';
import { basic, loginOf } from './basic-login.ts';
import { isPassingStatus } from './is-passing-status.ts';
import { showLocation, withoutCredentials } from './parse-location.ts';

export interface UrlRequest {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses besides 2xx that are an answer and not an error. Default none. */
  readonly answers?: readonly number[];
  /** What to do when there is no such file (404, 410), one sentence. Default: 'Check the address.' */
  readonly missingHint?: string | undefined;
  readonly signal: AbortSignal;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The response to a GET, redirects followed; its body is still to be read. Credentials in the URL become a header,
 * which is not sent on to another host. Throws BaseError `transfer`, transient where another try may help.
 */
export async function openUrl(request: UrlRequest): Promise<Response> {
  const { url, headers, answers = [], missingHint, signal } = request;
  // `fetch` would undo a content-encoding, and then no digest or range would fit any more.
  const asked = { 'accept-encoding': 'identity', ...basic(loginOf(url)), ...headers };
  const response = await fetch(withoutCredentials(url), { headers: asked, signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw brokenOff(request, error);
  });
  if (response.ok || answers.includes(response.status)) return response;
  await response.body?.cancel();
  throw refused(url, response, missingHint);
}

/** At most `limit` bytes of a small text, the URL after redirects, and the server's date if it says one; `undefined` for a status in `absent`. */
export async function readUrl(
  request: Omit<UrlRequest, 'answers'>,
  { limit, absent }: { readonly limit: number; readonly absent: readonly number[] },
): Promise<{ readonly text: string; readonly url: string; readonly date: string | undefined } | undefined> {
  const response = await openUrl({ ...request, answers: absent });
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    return undefined;
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > limit) break;
    }
  } catch (error) {
    request.signal.throwIfAborted();
    throw brokenOff(request, error);
  }
  const date = response.headers.get('date') ?? undefined;
  return { text: Buffer.concat(chunks).subarray(0, limit).toString(), url: response.url, date };
}

/** A failure of the network as an error that names the URL. */
export function brokenOff({ url, environment }: Pick<UrlRequest, 'url' | 'environment'>, error: unknown): BaseError {
  const shown = showLocation({ kind: 'http', url });
  return new BaseError('transfer', `'${shown}' cannot be reached, or the connection broke off`, {
    hint: usesNoProxy(environment)
      ? 'Set NODE_USE_ENV_PROXY=1: the environment names a proxy, and Node uses it only then.'
      : 'Check the address and the network; what has already come is kept.',
    cause: error,
    details: reasons(error),
    isTransient: true,
  });
}

function refused(url: URL, { status, statusText }: Response, missingHint: string | undefined): BaseError {
  const shown = showLocation({ kind: 'http', url });
  const isTransient = isPassingStatus(status);
  return new BaseError('transfer', `'${shown}' answered ${status} ${statusText}`.trim(), {
    hint:
      hintFor(status, missingHint) ?? (isTransient ? 'The server has trouble; try again later.' : 'Check the address.'),
    isTransient,
  });
}

function hintFor(status: number, missingHint: string | undefined): string | undefined {
  if (status === 404 || status === 410) return missingHint;
  if (status === 401 || status === 403) return 'Check the address and the credentials in it (https://user:password@…).';
  return undefined;
}

function usesNoProxy(environment: UrlRequest['environment']): boolean {
  const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];
  return names.some((name) => environment[name]) && environment['NODE_USE_ENV_PROXY'] !== '1';
}

/** `fetch` says only 'fetch failed'; the reason is in its cause. */
function reasons(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [String(error)];
  const text = error.message === '' && 'code' in error ? String(error.code) : error.message;
  return [text, ...(error.cause === undefined ? [] : reasons(error.cause))];
}

import { withoutCredentials } from '../../../base/fetch/parse-location.ts';
import { formatDuration } from '../../../base/time/format-duration.ts';
import { shorten } from '../shorten.ts';
import { explainNetwork } from './explain-network.ts';
import { hideSecrets } from './hide-secrets.ts';
import type { SendContext, Sending } from './sending.ts';

/** Longest time of one try, milliseconds. */
const TRY_MS = 10_000;
/** Bytes of an answer that are read: it is quoted where it is a refusal. */
const MOST_BYTES = 2000;

export interface PostRequest {
  /** Text, since it comes from a variable or a file; where it is secret, no part of it but the host is ever shown. */
  readonly url: string;
  /** JSON. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What must not be quoted. */
  readonly secrets: readonly string[];
}

/** One try to bring a body to an address. Redirects are not followed: what is signed for one host is not sent to another. */
export async function postJson(request: PostRequest, { signal, tryMs = TRY_MS }: SendContext): Promise<Sending> {
  const { url: text, body, headers } = request;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    return { kind: 'refused', why: 'its address is no http(s) URL' };
  const limit = AbortSignal.timeout(tryMs);
  const host = `${url.protocol}//${url.host}`;
  try {
    const response = await fetch(withoutCredentials(url), {
      method: 'POST',
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, limit]),
      headers: { 'content-type': 'application/json', 'user-agent': 'saltern', ...credentialsOf(url), ...headers },
    });
    if (response.ok) {
      await response.body?.cancel();
      return { kind: 'sent' };
    }
    // The answer may quote the address that it was asked at, which is a secret as a whole or not at all.
    const parts = request.secrets.includes(text) ? [url.pathname.slice(1), url.search.slice(1)] : [];
    return judge(response, host, hideSecrets(await readStart(response), [...request.secrets, ...parts]));
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (limit.aborted) return { kind: 'later', why: `'${host}' did not answer within ${formatDuration(tryMs)}` };
    const { why, isFinal } = explainNetwork(error);
    const said = `'${host}' cannot be reached: ${hideSecrets(why, request.secrets)}`;
    return { kind: isFinal ? 'refused' : 'later', why: said };
  }
}

/** Of an answer that is no success. */
function judge(response: Response, host: string, answer: string): Sending {
  const { status, headers } = response;
  if (status >= 300 && status < 400) {
    return { kind: 'refused', why: `'${host}' sends us elsewhere (${status}); name the address that it leads to` };
  }
  const quoted = answer === '' ? '' : `: ${answer}`;
  const why = `'${host}' answered ${status}${quoted}`;
  if (status !== 408 && status !== 425 && status !== 429 && status < 500) return { kind: 'refused', why };
  const afterMs = readRetryAfter(headers.get('retry-after'), headers.get('date'));
  return { kind: 'later', why, ...(afterMs === undefined ? {} : { afterMs }) };
}

/** Seconds, or a time by the server's own clock. */
function readRetryAfter(after: string | null, date: string | null): number | undefined {
  if (after === null) return undefined;
  if (/^\d{1,9}$/.test(after)) return Number(after) * 1000;
  const ms = Date.parse(after) - Date.parse(date ?? '');
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** The beginning of an answer, however long it is; the rest is not waited for. */
async function readStart({ body }: Response): Promise<string> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MOST_BYTES) break;
  }
  return shorten(Buffer.concat(chunks).subarray(0, MOST_BYTES).toString(), 200);
}

function credentialsOf({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { hasCode } from '../error/has-code.ts';
import { BaseError } from '../error/base-error.ts';
import { showLocation } from '../fetch/parse-location.ts';
import type { PulpAccess } from './read-access.ts';

export interface PulpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Sent as JSON. Default: nothing. */
  readonly body?: unknown;
  /** Whether user and password are sent. Default true. */
  readonly hasLogin?: boolean;
  readonly signal: AbortSignal;
}

/** Sends one request; any status is an answer, whose body is still to be read. */
export type SendRequest = (url: URL, request: PulpRequest) => Promise<IncomingMessage>;

const MOST_REDIRECTS = 5;

/**
 * Requests by Node's own agents: unlike `fetch` they take client certificates, and they hand over bodies as they were sent.
 * Credentials go to the server of the API and to the one it names for content, never to where these redirect (a store of
 * objects), and never from https to http. Throws BaseError `transfer`, and the signal's reason.
 */
export function openLine(access: PulpAccess): SendRequest {
  const common = { proxyEnv: access.environment, timeout: access.silenceMs } as const;
  const { tls } = access;
  const kept = {
    http: new HttpAgent({ ...common, keepAlive: true }),
    https: new HttpsAgent({ ...common, ...tls, keepAlive: true }),
  };
  // A change is not sent twice, so it does not go by a connection that may be closed by now.
  const fresh = { http: new HttpAgent(common), https: new HttpsAgent({ ...common, ...tls }) };
  return async (start, request) => {
    const agents = request.method === 'GET' ? kept : fresh;
    let url = start;
    let isTrusted = isSafe(access, start);
    for (let turn = 0; turn <= MOST_REDIRECTS; turn++) {
      const answer = await sendOnce(url, {
        request,
        agents,
        headers: headersOf(access, request, isTrusted),
        silenceMs: access.silenceMs,
      });
      const to = answer.headers.location;
      if (request.method !== 'GET' || !REDIRECTS.has(answer.statusCode ?? 0) || to === undefined) return answer;
      answer.destroy();
      const next = follow(url, to);
      isTrusted &&= next.origin === url.origin;
      url = next;
    }
    throw new BaseError('transfer', `'${showUrl(start)}' redirects more than ${MOST_REDIRECTS} times`);
  };
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** A URL for people: without credentials and query. */
export function showUrl(url: URL): string {
  return showLocation({ kind: 'http', url });
}

function isSafe({ api }: PulpAccess, url: URL): boolean {
  return url.protocol === 'https:' || api.protocol === 'http:';
}

function headersOf(
  access: PulpAccess,
  { body, hasLogin = true }: PulpRequest,
  isTrusted: boolean,
): Readonly<Record<string, string>> {
  const { login, headers } = access;
  return {
    'accept-encoding': 'identity',
    'user-agent': 'saltern',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(isTrusted && hasLogin && login !== undefined
      ? { authorization: `Basic ${Buffer.from(login).toString('base64')}` }
      : {}),
    ...(isTrusted ? headers : {}),
  };
}

function follow(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:')) return to;
  throw new BaseError('transfer', `'${showUrl(from)}' redirects to where nothing is followed`);
}

interface Sending {
  readonly request: PulpRequest;
  readonly agents: { readonly http: HttpAgent; readonly https: HttpsAgent };
  readonly headers: Readonly<Record<string, string>>;
  readonly silenceMs: number;
}

async function sendOnce(url: URL, sending: Sending): Promise<IncomingMessage> {
  const { signal } = sending.request;
  for (;;) {
    signal.throwIfAborted();
    const { message, error, wasKept } = await attempt(url, sending);
    if (message !== undefined) return message;
    signal.throwIfAborted();
    // The server closed the line at the very moment that it was used again: nobody has read the request.
    if (wasKept && hasCode(error, 'ECONNRESET', 'EPIPE')) continue;
    throw brokenOff(url, error);
  }
}

interface Attempt {
  readonly message?: IncomingMessage;
  readonly error?: unknown;
  readonly wasKept: boolean;
}

function attempt(
  url: URL,
  { request: { method, body, signal }, agents, headers, silenceMs }: Sending,
): Promise<Attempt> {
  const options: RequestOptions = { method, headers, signal };
  return new Promise((resolve) => {
    const request =
      url.protocol === 'https:'
        ? httpsRequest(url, { ...options, agent: agents.https })
        : httpRequest(url, { ...options, agent: agents.http });
    request
      .once('response', (message) => resolve({ message, wasKept: false }))
      .once('timeout', () => request.destroy(new Error(`nothing came in ${silenceMs / 1000} s`)))
      .once('error', (error) => resolve({ error, wasKept: request.reusedSocket }))
      .end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** A failure of the network as an error that names the place. */
export function brokenOff(url: URL, error: unknown): BaseError {
  return new BaseError('transfer', `'${showUrl(url)}' cannot be reached, or the connection broke off`, {
    hint: 'Is Pulp running? Check the address, the certificates and the network.',
    cause: error,
    details: [describe(error)],
    isTransient: true,
  });
}

function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join('; ');
  return error instanceof Error ? error.message : String(error);
}

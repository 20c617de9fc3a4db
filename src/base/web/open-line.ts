import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { hasCode } from '../error/has-code.ts';
import { describeTrouble } from './describe-trouble.ts';

/** What the connections of a client have in common. */
export interface LineAccess {
  /** `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` of it are followed, in either case. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** PEM texts. Default: the system's own authorities, and no certificate of ours. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  /** Milliseconds without a byte after which a server is given up. Default: never. */
  readonly silenceMs?: number;
  /** What to do where a server cannot be reached, one sentence. Default: what is said of mirrors. */
  readonly hint?: string;
}

/** One request, as it goes over the line. */
export interface Sending {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  /** Default: nothing. */
  readonly body?: string | undefined;
  readonly signal: AbortSignal;
}

/** Any status is an answer, redirects too. Throws BaseError `transfer`, and the signal's reason. */
export type SendOnce = (url: URL, sending: Sending) => Promise<IncomingMessage>;

/** Sends by Node's own agents. Connections that nobody uses keep no process alive. */
export function openLine({ environment, tls = {}, silenceMs, hint }: LineAccess): SendOnce {
  const common = { proxyEnv: environment, ...(silenceMs === undefined ? {} : { timeout: silenceMs }) };
  const kept = { ...common, keepAlive: true, scheduling: 'lifo' } as const;
  const silence = `nothing came in ${(silenceMs ?? 0) / 1000} s`;
  const keeping = { silence, http: new HttpAgent(kept), https: new HttpsAgent({ ...kept, ...tls }) };
  // A change is not sent twice, so it does not go by a connection that may be closed by now.
  const fresh = { silence, http: new HttpAgent(common), https: new HttpsAgent({ ...common, ...tls }) };
  return async (url, sending) => {
    const { signal } = sending;
    for (;;) {
      signal.throwIfAborted();
      const { message, error, wasKept } = await attempt(url, sending, sending.method === 'GET' ? keeping : fresh);
      if (message !== undefined) return message;
      signal.throwIfAborted();
      // The server closed the line at the very moment that it was used again: nobody has read the request.
      if (wasKept && hasCode(error, 'ECONNRESET', 'EPIPE')) continue;
      throw describeTrouble(url, error, proxyHint(environment) ?? hint);
    }
  };
}

/** Node leaves out, without a word, what it cannot use. */
function proxyHint(environment: LineAccess['environment']): string | undefined {
  const names = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];
  const odd = names.find((name) => environment[name] && !/^https?:\/\//i.test(environment[name]));
  return odd && `'${odd}' is no http(s) URL, so no proxy was used; write it as http://proxy.example:3128.`;
}

interface Agents {
  /** Said where nothing comes. */
  readonly silence: string;
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

interface Attempt {
  readonly message?: IncomingMessage;
  readonly error?: unknown;
  readonly wasKept: boolean;
}

function attempt(
  url: URL,
  { method, headers, body, signal }: Sending,
  { silence, ...agents }: Agents,
): Promise<Attempt> {
  const options: RequestOptions = { method, headers, signal };
  return new Promise((resolve) => {
    const request =
      url.protocol === 'https:'
        ? httpsRequest(url, { ...options, agent: agents.https })
        : httpRequest(url, { ...options, agent: agents.http });
    request
      .once('response', (message) => resolve({ message, wasKept: false }))
      .once('timeout', () => request.destroy(new Error(silence)))
      .once('error', (error) => resolve({ error, wasKept: request.reusedSocket }))
      .end(body);
  });
}

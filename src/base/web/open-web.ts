import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { BaseError } from '../error/base-error.ts';
import { withoutCredentials } from '../fetch/parse-location.ts';
import { describeTrouble, showUrl } from './describe-trouble.ts';

/** What every request of a client has. */
export interface WebAccess {
  /** `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` of it are followed, in either case. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** PEM texts. Default: the system's own authorities, and no certificate of ours. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  /** `user:password` by origin (`https://mirror.example`); never sent to another. Default: none. */
  readonly logins?: ReadonlyMap<string, string>;
}

export interface WebRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** An answer whose body is still to be read, or destroyed. */
export interface WebAnswer {
  readonly status: number;
  /** A header's value; undefined when it was not sent. */
  readonly header: (name: string) => string | undefined;
  /** Byte for byte as sent. */
  readonly body: AsyncIterable<Uint8Array> & { destroy(): unknown };
}

export interface WebClient {
  /** Redirects followed, any status answered. Throws BaseError `transfer`, and the signal's reason. */
  get(url: URL, request: WebRequest): Promise<WebAnswer>;
}

const MOST_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * A client by Node's own agents: unlike `fetch` they take client certificates and a proxy for each client without a
 * package beside Node, and they hand over bodies as they were sent. Connections that nobody uses keep no process alive.
 */
export function openWeb({ environment, tls = {}, logins = new Map() }: WebAccess): WebClient {
  const common = { keepAlive: true, scheduling: 'lifo', proxyEnv: environment } as const;
  const agents = { http: new HttpAgent(common), https: new HttpsAgent({ ...common, ...tls }) };
  const once = (url: URL, { headers, signal }: WebRequest): Promise<IncomingMessage> => {
    const login = logins.get(url.origin);
    const options: RequestOptions = {
      headers: {
        'accept-encoding': 'identity',
        'user-agent': 'saltern',
        ...(login === undefined ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` }),
        ...headers,
      },
      signal,
    };
    return send(withoutCredentials(url), options, agents).catch((error: unknown) => {
      signal.throwIfAborted();
      throw describeTrouble(url, error);
    });
  };
  return {
    async get(start, request) {
      let url = start;
      for (let turn = 0; turn <= MOST_REDIRECTS; turn++) {
        const message = await once(url, request);
        if (!REDIRECTS.has(message.statusCode ?? 0)) return toAnswer(message);
        message.destroy();
        url = follow(url, message.headers.location);
      }
      throw new BaseError('transfer', `'${showUrl(start)}' redirects more than ${MOST_REDIRECTS} times`);
    },
  };
}

function send(
  url: URL,
  options: RequestOptions,
  agents: { readonly http: HttpAgent; readonly https: HttpsAgent },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request =
      url.protocol === 'https:'
        ? httpsRequest(url, { ...options, agent: agents.https })
        : httpRequest(url, { ...options, agent: agents.http });
    request.once('response', resolve).once('error', reject).end();
  });
}

function toAnswer(message: IncomingMessage): WebAnswer {
  return {
    status: message.statusCode ?? 0,
    header(name) {
      const value = message.headers[name];
      return typeof value === 'string' ? value : undefined;
    },
    body: message,
  };
}

/** Never to a file of this machine, and never from https to http, where anybody on the way may answer. */
function follow(from: URL, location: string | undefined): URL {
  const to = location !== undefined && URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  const isSafe = to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:');
  if (to !== undefined && isSafe) return to;
  const where = to === undefined ? 'nowhere' : `to '${to.protocol}//…'`;
  throw new BaseError('transfer', `'${showUrl(from)}' redirects ${where}, which is not followed`, {
    hint: 'Name the address that it means.',
  });
}

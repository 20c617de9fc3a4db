import type { IncomingMessage } from 'node:http';
import { BaseError } from '../error/base-error.ts';
import { basic } from '../fetch/basic-login.ts';
import { withoutCredentials } from '../fetch/parse-location.ts';
import { showUrl } from './describe-trouble.ts';
import { type LineAccess, openLine, type Sending } from './open-line.ts';

/** What every request of a client has. */
export interface WebAccess extends LineAccess {
  /** `user:password` by origin (`https://mirror.example`); never sent to another. Default: none. */
  readonly logins?: ReadonlyMap<string, string>;
}

export interface WebRequest {
  /** Default: GET. Only a GET is redirected, and only a GET is sent again where the line was closed already. */
  readonly method?: Sending['method'];
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers for the server that is asked; never for another to which it redirects. */
  readonly credentials?: Readonly<Record<string, string>>;
  /** Sent as JSON. Default: nothing. */
  readonly body?: unknown;
  readonly signal: AbortSignal;
}

/** An answer whose body is still to be read, or destroyed. */
export interface WebAnswer {
  /** Of who answered, after all redirects. */
  readonly url: URL;
  readonly status: number;
  /** A header's value; undefined when it was not sent. */
  readonly header: (name: string) => string | undefined;
  /** Byte for byte as sent. */
  readonly body: AsyncIterable<Uint8Array> & { destroy(): unknown };
}

export interface WebClient {
  /** Redirects followed, any status answered. Throws BaseError `transfer`, and the signal's reason. */
  send(url: URL, request: WebRequest): Promise<WebAnswer>;
}

const MOST_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * A client by Node's own agents: unlike `fetch` they take client certificates and a proxy for each client without a
 * package beside Node, and they hand over bodies as they were sent.
 */
export function openWeb({ logins = new Map(), ...access }: WebAccess): WebClient {
  const sendOnce = openLine(access);
  return {
    async send(start, { method = 'GET', credentials = {}, body, headers, signal }) {
      const json = body === undefined ? undefined : JSON.stringify(body);
      const common = {
        'accept-encoding': 'identity',
        'user-agent': 'saltern',
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      };
      let url = start;
      let isAsked = true;
      for (let turn = 0; turn <= MOST_REDIRECTS; turn++) {
        const own = { ...basic(logins.get(url.origin)), ...(isAsked ? credentials : {}) };
        const sending = { method, headers: { ...common, ...own }, body: json, signal };
        const message = await sendOnce(withoutCredentials(url), sending);
        if (method !== 'GET' || !REDIRECTS.has(message.statusCode ?? 0)) return toAnswer(url, message);
        message.destroy();
        const next = follow(url, message.headers.location);
        isAsked &&= next.origin === url.origin;
        url = next;
      }
      throw new BaseError('transfer', `'${showUrl(start)}' redirects more than ${MOST_REDIRECTS} times`, {
        hint: 'Name the address that it means.',
      });
    },
  };
}

function toAnswer(url: URL, message: IncomingMessage): WebAnswer {
  return {
    url,
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

import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as send,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';
import { buffer } from 'node:stream/consumers';

/**
 * What becomes of a request on its way: it goes on, is answered 500, or its connection is cut; `lost`: it goes on, is done,
 * and nobody hears of it, for the connection is cut then; `mute`: the same, and the connection stays.
 */
export type Way = 'on' | 'refused' | 'cut' | 'lost' | 'mute';

export interface PulpProxy extends AsyncDisposable {
  readonly url: string;
}

export interface ProxyOptions {
  /** Address of the content server, whose requests then come by here as well. Default: they go to it. */
  readonly content?: string;
  /** It answers by https, and asks for certificates where that says so. Default: by http. */
  readonly tls?: ServerOptions;
  /** What goes on with a request in place of its own headers of these names. Default: nothing. */
  readonly headers?: (request: IncomingMessage) => OutgoingHttpHeaders;
  /** Called when a request that is `lost` was done, before its connection is cut. */
  readonly onLost?: () => void;
}

/** Stands before a Pulp's API; `decide` is asked of each request before it goes on, and may do something meanwhile. */
export async function pulpProxy(
  target: string,
  decide: (request: IncomingMessage) => Way | Promise<Way>,
  { content, tls, headers, onLost }: ProxyOptions = {},
): Promise<PulpProxy> {
  const listen = (request: IncomingMessage, response: ServerResponse): void => {
    void (async () => {
      const way = await decide(request);
      if (way === 'cut') return void request.socket.destroy();
      if (way === 'refused') return void response.writeHead(500).end('out of order');
      const isContent = content !== undefined && request.url?.startsWith('/pulp/content/') === true;
      const answer = await passOn(request, isContent ? content : target, headers?.(request)).catch(() => undefined);
      if (way === 'mute') return;
      if (way === 'lost') onLost?.();
      if (way === 'lost' || answer === undefined) return void request.socket.destroy();
      // Pulp names the address of its content server in what it answers.
      if (content !== undefined && !isContent) await giveRewritten(answer, response, [content, url]);
      else answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers));
    })();
  };
  const server = tls === undefined ? createServer(listen) : createSecureServer(tls, listen);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${address.port}`;
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function passOn(request: IncomingMessage, to: string, more: OutgoingHttpHeaders = {}): Promise<IncomingMessage> {
  const { method } = request;
  const headers = { ...request.headers, ...more };
  return new Promise((resolve, reject) => {
    const onward = send(new URL(request.url ?? '/', to), { method, headers }, resolve).once('error', reject);
    request.pipe(onward);
  });
}

async function giveRewritten(
  answer: IncomingMessage,
  response: ServerResponse,
  [from, to]: readonly [string, string],
): Promise<void> {
  const text = (await buffer(answer)).toString().replaceAll(from, to);
  response.writeHead(answer.statusCode ?? 500, { ...answer.headers, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

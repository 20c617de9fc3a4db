import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send, type ServerResponse } from 'node:http';
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
  /** Called when a request that is `lost` was done, before its connection is cut. */
  readonly onLost?: () => void;
}

/** Stands before a Pulp's API; `decide` is asked of each request before it goes on, and may do something meanwhile. */
export async function pulpProxy(
  target: string,
  decide: (request: IncomingMessage) => Way | Promise<Way>,
  { content, onLost }: ProxyOptions = {},
): Promise<PulpProxy> {
  const server = createServer((request, response) => {
    void (async () => {
      const way = await decide(request);
      if (way === 'cut') return void request.socket.destroy();
      if (way === 'refused') return void response.writeHead(500).end('out of order');
      const isContent = content !== undefined && request.url?.startsWith('/pulp/content/') === true;
      const answer = await passOn(request, isContent ? content : target).catch(() => undefined);
      if (way === 'mute') return;
      if (way === 'lost') onLost?.();
      if (way === 'lost' || answer === undefined) return void request.socket.destroy();
      // Pulp names the address of its content server in what it answers.
      if (content !== undefined && !isContent) await giveRewritten(answer, response, [content, url]);
      else answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers));
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function passOn(request: IncomingMessage, to: string): Promise<IncomingMessage> {
  const { method, headers } = request;
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

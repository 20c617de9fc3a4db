import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';

/** What arrived. */
export interface Posted {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How one request is answered: a status, or whatever else is done to who asks. */
export type Reply = number | ((response: ServerResponse) => void);

/** An HTTP server on loopback that takes what is posted; disposing ends it, connections that hang included. */
export interface HookServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly posted: readonly Posted[];
  /** Answers of the next requests, in this order; then all are taken (202). */
  readonly replies: Reply[];
  /** Those that were posted as JSON to that path, parsed. */
  json(path?: string): readonly unknown[];
}

export async function hookServer(replies: readonly Reply[] = []): Promise<HookServer> {
  const posted: Posted[] = [];
  const next = [...replies];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      posted.push({ path: request.url ?? '', headers: request.headers, body });
      const reply = next.shift() ?? 202;
      if (typeof reply === 'number') response.writeHead(reply).end();
      else reply(response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    posted,
    replies: next,
    json: (path) => posted.filter((one) => path === undefined || one.path === path).map(({ body }) => JSON.parse(body)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

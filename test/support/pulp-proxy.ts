import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send } from 'node:http';

/** What becomes of a request on its way: it goes on, is answered 500, or its connection is cut. */
export type Way = 'on' | 'refused' | 'cut';

export interface PulpProxy extends AsyncDisposable {
  readonly url: string;
}

/** Stands before a Pulp's API; `decide` is asked of each request before it goes on, and may do something meanwhile. */
export async function pulpProxy(
  target: string,
  decide: (request: IncomingMessage) => Way | Promise<Way>,
): Promise<PulpProxy> {
  const server = createServer((request, response) => {
    void (async () => {
      const way = await decide(request);
      if (way === 'cut') return void request.socket.destroy();
      if (way === 'refused') return void response.writeHead(500).end('out of order');
      const { method, headers } = request;
      const onward = send(new URL(request.url ?? '/', target), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      onward.once('error', () => request.socket.destroy());
      request.pipe(onward);
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
